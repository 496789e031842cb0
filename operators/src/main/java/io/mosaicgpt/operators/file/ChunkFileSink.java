package io.mosaicgpt.operators.file;

import io.mosaicgpt.operators.wire.JsonRecordEncoder;
import io.mosaicgpt.operators.wire.RecordEncoder;
import io.mosaicgpt.schemas.CompletionChunk;

/** Pieces of completions, as lines of JSON; each comes once, as everything in files does. */
public final class ChunkFileSink {
  private ChunkFileSink() {}

  /** A builder with everything at its default. */
  public static RecordFileSinkBuilder<CompletionChunk> builder() {
    return new RecordFileSinkBuilder<>(new Shape());
  }

  static final class Shape implements LineShape<CompletionChunk> {
    private static final long serialVersionUID = 1L;

    @Override
    public String kind() {
      return "chunks";
    }

    @Override
    public RecordEncoder<CompletionChunk> encoder() {
      return new JsonRecordEncoder<>(CompletionChunk.getClassSchema());
    }
  }
}
