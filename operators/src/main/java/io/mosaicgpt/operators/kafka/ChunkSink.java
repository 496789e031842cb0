package io.mosaicgpt.operators.kafka;

import io.mosaicgpt.operators.sink.SilentSink;
import io.mosaicgpt.schemas.CompletionChunk;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Pieces of completions, keyed by request_id. Always at least once: a piece is of use at once or
 * never, and its token_offset tells repeats.
 */
public final class ChunkSink {
  private ChunkSink() {}

  /** A builder with everything at its default. */
  public static RecordSinkBuilder<CompletionChunk> builder() {
    return new RecordSinkBuilder<>(new Shape()).alwaysAtLeastOnce();
  }

  /**
   * A sink that drops them. A job that has it can be restored from state of a job that wrote them,
   * and the other way round.
   */
  public static Sink<CompletionChunk> off() {
    return new SilentSink<>();
  }

  static final class Shape implements RecordShape<CompletionChunk> {
    private static final long serialVersionUID = 1L;

    @Override
    public String kind() {
      return "chunks";
    }

    @Override
    public Schema schema() {
      return CompletionChunk.getClassSchema();
    }

    @Override
    public byte[] key(CompletionChunk chunk) {
      return chunk.getRequestId().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long madeAt(CompletionChunk chunk) {
      return chunk.getProducedAt().toEpochMilli();
    }

    @Override
    public String name(CompletionChunk chunk) {
      return "a piece of the completion of request " + chunk.getRequestId();
    }

    /** Nothing is dispensable: a piece is a token or a few. */
    @Override
    public CompletionChunk reduced(CompletionChunk chunk, int bytes, int limit) {
      return chunk;
    }
  }
}
