package io.mosaicgpt.operators.sink;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Stands in the place of a sink that is switched off, and writes nothing. It has the operators of a
 * sink with a writer and a committer, so that the job can be restored from state with the one or
 * the other; Flink refuses state whose operator is gone. What the other has in its state, records
 * that are not committed yet, is dropped.
 *
 * @param <T> what is dropped
 */
public final class SilentSink<T>
    implements Sink<T>, SupportsWriterState<T, byte[]>, SupportsCommitter<byte[]> {
  private static final long serialVersionUID = 1L;

  @Override
  public Writer<T> createWriter(WriterInitContext context) {
    return new Writer<>();
  }

  @Override
  public Writer<T> restoreWriter(WriterInitContext context, Collection<byte[]> recovered) {
    return new Writer<>();
  }

  @Override
  public SimpleVersionedSerializer<byte[]> getWriterStateSerializer() {
    return new AsTheyAre();
  }

  @Override
  public Committer<byte[]> createCommitter(CommitterInitContext context) {
    return new Committer<>() {
      @Override
      public void commit(Collection<CommitRequest<byte[]>> requests) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public SimpleVersionedSerializer<byte[]> getCommittableSerializer() {
    return new AsTheyAre();
  }

  private static final class Writer<T>
      implements StatefulSinkWriter<T, byte[]>, CommittingSinkWriter<T, byte[]> {
    @Override
    public void write(T element, Context context) {}

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public List<byte[]> snapshotState(long checkpointId) {
      return List.of();
    }

    @Override
    public Collection<byte[]> prepareCommit() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static final class AsTheyAre implements SimpleVersionedSerializer<byte[]> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(byte[] bytes) {
      return bytes;
    }

    @Override
    public byte[] deserialize(int version, byte[] bytes) throws IOException {
      return bytes;
    }
  }
}
