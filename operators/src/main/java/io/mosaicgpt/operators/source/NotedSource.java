package io.mosaicgpt.operators.source;

import io.mosaicgpt.operators.state.RefusedStateException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Any source, whose state carries a note that says whose it is, and which does not start from state
 * with another one. A source of files, say, goes on with the files in its state, whatever files it
 * is told to read when it is restored.
 *
 * @param <T> what is read
 * @param <SplitT> what is assigned
 * @param <EnumT> state of the wrapped source's enumerator
 */
@SuppressWarnings("serial") // List.copyOf is serializable.
public final class NotedSource<T, SplitT extends SourceSplit, EnumT>
    extends WrappedSource<T, SplitT, EnumT, NotedState<EnumT>> {
  private static final long serialVersionUID = 1L;

  private final List<String> note;

  /**
   * Puts a note to the state of a source.
   *
   * @param note lines that only the same job has, each below 64 KiB
   */
  public NotedSource(Source<T, SplitT, EnumT> source, List<String> note) {
    super(source);
    this.note = List.copyOf(note);
  }

  /**
   * The note in what an enumerator has saved; empty if that is no such source's.
   *
   * @param version of the state's form
   * @throws IOException when it is broken
   */
  public static Optional<List<String>> note(int version, byte[] state) throws IOException {
    return version == NotedStateSerializer.VERSION
        ? Optional.of(
            NotedStateSerializer.note(new DataInputStream(new ByteArrayInputStream(state))))
        : Optional.empty();
  }

  @Override
  public SplitEnumerator<SplitT, NotedState<EnumT>> createEnumerator(
      SplitEnumeratorContext<SplitT> context) throws Exception {
    return new NotedEnumerator<>(source.createEnumerator(context), note);
  }

  /**
   * Goes on from state.
   *
   * @throws RefusedStateException when its note is another one
   */
  @Override
  public SplitEnumerator<SplitT, NotedState<EnumT>> restoreEnumerator(
      SplitEnumeratorContext<SplitT> context, NotedState<EnumT> noted) throws Exception {
    if (!noted.note().equals(note)) {
      throw new RefusedStateException(
          "The checkpoint or savepoint is of %s, not of %s: restore one of this job, or none."
              .formatted(noted.note(), note));
    }
    return new NotedEnumerator<>(source.restoreEnumerator(context, noted.state()), note);
  }

  @Override
  public SimpleVersionedSerializer<NotedState<EnumT>> getEnumeratorCheckpointSerializer() {
    return new NotedStateSerializer<>(source.getEnumeratorCheckpointSerializer());
  }

  @SuppressWarnings("try") // close() may be interrupted: the interface says throws Exception.
  private static final class NotedEnumerator<SplitT extends SourceSplit, EnumT>
      extends WrappedEnumerator<SplitT, EnumT, NotedState<EnumT>> {
    private final List<String> note;

    NotedEnumerator(SplitEnumerator<SplitT, EnumT> enumerator, List<String> note) {
      super(enumerator);
      this.note = note;
    }

    @Override
    public NotedState<EnumT> snapshotState(long checkpointId) throws Exception {
      return new NotedState<>(note, enumerator.snapshotState(checkpointId));
    }
  }
}
