package io.mosaicgpt.operators.file;

import io.mosaicgpt.operators.wire.JsonRecordEncoder;
import io.mosaicgpt.operators.wire.RecordEncoder;
import io.mosaicgpt.schemas.Completion;

/** Completions, as lines of JSON. */
public final class CompletionFileSink {
  private CompletionFileSink() {}

  /** A builder with everything at its default. */
  public static RecordFileSinkBuilder<Completion> builder() {
    return new RecordFileSinkBuilder<>(new Shape());
  }

  static final class Shape implements LineShape<Completion> {
    private static final long serialVersionUID = 1L;

    @Override
    public String kind() {
      return ResultFiles.COMPLETIONS;
    }

    @Override
    public RecordEncoder<Completion> encoder() {
      return new JsonRecordEncoder<>(Completion.getClassSchema());
    }
  }
}
