package io.mosaicgpt.operators.file;

import io.mosaicgpt.operators.sink.SilentSink;
import io.mosaicgpt.operators.wire.JsonRecordEncoder;
import io.mosaicgpt.operators.wire.RecordEncoder;
import io.mosaicgpt.schemas.CompletionChunk;
import org.apache.flink.api.connector.sink2.Sink;

/** Pieces of completions, as lines of JSON; each comes once, as everything in files does. */
public final class ChunkFileSink {
  private ChunkFileSink() {}

  /** A builder with everything at its default. */
  public static RecordFileSinkBuilder<CompletionChunk> builder() {
    return new RecordFileSinkBuilder<>(new Shape());
  }

  /**
   * A sink that drops them. A job that has it can be restored from state of a job that wrote them,
   * whose files that have no name yet stay hidden, and the other way round.
   */
  public static Sink<CompletionChunk> off() {
    return new SilentSink<>();
  }

  static final class Shape implements LineShape<CompletionChunk> {
    private static final long serialVersionUID = 1L;

    @Override
    public String kind() {
      return ResultFiles.CHUNKS;
    }

    @Override
    public RecordEncoder<CompletionChunk> encoder() {
      return new JsonRecordEncoder<>(CompletionChunk.getClassSchema());
    }
  }
}
