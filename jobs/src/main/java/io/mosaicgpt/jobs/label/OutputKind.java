package io.mosaicgpt.jobs.label;

/** What an output holds. */
public enum OutputKind {
  /** A JSON object a line. */
  JSONL("jsonl", ".jsonl"),
  /** Separated values, RFC 4180, whose first line names the columns. */
  CSV("csv", ".csv"),
  /** A list of Label Studio's tasks with predictions. */
  LABEL_STUDIO("label-studio", ".json"),
  /** Results of OpenAI's batch files, and failed requests in a file beside them. */
  BATCH("batch", ".jsonl");

  private final String code;
  private final String suffix;

  OutputKind(String code, String suffix) {
    this.code = code;
    this.suffix = suffix;
  }

  /** As users write it. */
  public String code() {
    return code;
  }

  /** Whether its files hold all that is known of a result, as the job has written it. */
  boolean holdsResults() {
    return this == JSONL || this == BATCH;
  }

  /** End of the names of its files. */
  String suffix() {
    return suffix;
  }
}
