package io.mosaicgpt.operators.file.table;

/** How files hold rows. */
public enum TableKind {
  /** A JSON object a line. */
  JSONL,
  /** Separated values, RFC 4180, whose first record names the columns. */
  CSV,
  /** Requests of OpenAI's batch files, a JSON object a line. */
  BATCH;

  /** Whether line breaks within quotes belong to the row. */
  boolean isQuoted() {
    return this == CSV;
  }
}
