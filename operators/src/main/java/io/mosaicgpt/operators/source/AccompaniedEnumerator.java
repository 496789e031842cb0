package io.mosaicgpt.operators.source;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;

/**
 * An enumerator that begins a {@link JobCompanion} as it starts and ends it with itself. Flink also
 * makes enumerators that it replaces before they start, as it restores a job, and never closes
 * those.
 */
final class AccompaniedEnumerator<SplitT extends SourceSplit, EnumT>
    extends WrappedEnumerator<SplitT, EnumT, EnumT> {
  private final Supplier<Closeable> begin;
  private Closeable companion = () -> {};

  AccompaniedEnumerator(SplitEnumerator<SplitT, EnumT> enumerator, Supplier<Closeable> begin) {
    super(enumerator);
    this.begin = requireNonNull(begin, "begin is null");
  }

  @Override
  public void start() {
    companion = begin.get();
    super.start();
  }

  @Override
  public EnumT snapshotState(long checkpoint) throws Exception {
    return enumerator.snapshotState(checkpoint);
  }

  @Override
  public void close() throws IOException {
    Closeable ending = companion;
    try (ending) {
      super.close();
    }
  }
}
