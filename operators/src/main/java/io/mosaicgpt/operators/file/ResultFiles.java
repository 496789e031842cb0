package io.mosaicgpt.operators.file;

/** How the files are named that sinks have finished. */
public final class ResultFiles {
  /** A glob for the names of all of them; those in progress are hidden, and not among them. */
  public static final String GLOB =
      "{%s,%s,%s}-*%s"
          .formatted(
              ResultFiles.COMPLETIONS,
              ResultFiles.DEAD_LETTERS,
              ResultFiles.CHUNKS,
              ResultFiles.SUFFIX);

  static final String COMPLETIONS = "completions";
  static final String DEAD_LETTERS = "dead-letters";
  static final String CHUNKS = "chunks";
  static final String SUFFIX = ".jsonl";

  private ResultFiles() {}
}
