package io.mosaicgpt.operators.source;

import static java.util.Objects.requireNonNull;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.connector.source.DynamicParallelismInference;
import org.apache.flink.api.connector.source.ExternallyInducedSourceReader;
import org.apache.flink.api.connector.source.RichSourceReaderContext;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Any source, behind a gate that the generate operator of the same chain opens and shuts. A full
 * operator then never has to block its task, so checkpoints pass while it is full.
 *
 * <p>Everything else is the wrapped source's: splits, their state (a job may change between the
 * wrapped and the bare source and keep its savepoints), watermarks, boundedness, metrics. While a
 * reader waits at the gate the task counts as back-pressured and the source's idleness timeouts
 * stand still; metrics are in {@link GateMetrics}. A gate without an operator behind it lets
 * everything through.
 */
public class GatedSource<T, SplitT extends SourceSplit, EnumT>
    extends WrappedSource<T, SplitT, EnumT, EnumT> {
  private static final long serialVersionUID = 1L;

  private final SourceGate gate;
  private final JobCompanion companion;

  /** Why the state to restore from, which is null then, could not be read. */
  private transient volatile Exception unreadable;

  private GatedSource(Source<T, SplitT, EnumT> source, SourceGate gate, JobCompanion companion) {
    super(source);
    this.gate = requireNonNull(gate, "gate is null");
    this.companion = requireNonNull(companion, "companion is null");
  }

  /**
   * Puts a gate before a source.
   *
   * @throws IllegalArgumentException for a source that has its splits assigned anew when it is
   *     restored, which a wrapper cannot pass on
   */
  public static <T, SplitT extends SourceSplit, EnumT> GatedSource<T, SplitT, EnumT> wrap(
      Source<T, SplitT, EnumT> source, SourceGate gate) {
    return wrap(source, gate, JobCompanion.NONE);
  }

  /**
   * Puts a gate before a source whose job is accompanied.
   *
   * @throws IllegalArgumentException as {@link #wrap(Source, SourceGate)} does
   */
  public static <T, SplitT extends SourceSplit, EnumT> GatedSource<T, SplitT, EnumT> wrap(
      Source<T, SplitT, EnumT> source, SourceGate gate, JobCompanion companion) {
    if (source instanceof SupportsSplitReassignmentOnRecovery) {
      throw new IllegalArgumentException(
          "%s has its splits reassigned on recovery and cannot be gated; use it without a gate"
              .formatted(source.getClass().getName()));
    }
    return source instanceof DynamicParallelismInference inference
        ? new Inferring<>(source, gate, companion, inference)
        : new GatedSource<>(source, gate, companion);
  }

  /** The gate, for the operator. */
  public SourceGate gate() {
    return gate;
  }

  @Override
  public SourceReader<T, SplitT> createReader(SourceReaderContext context) throws Exception {
    if (!(context instanceof RichSourceReaderContext rich)) {
      throw new IllegalStateException(
          "the source's context does not name its task; gated sources need Flink 2.2 or later");
    }
    SourceReader<T, SplitT> reader = source.createReader(context);
    if (reader instanceof ExternallyInducedSourceReader) {
      reader.close();
      throw new IllegalStateException(
          "%s triggers checkpoints itself and cannot be gated; use it without a gate"
              .formatted(source.getClass().getName()));
    }
    RuntimeContext runtime = rich.getRuntimeContext();
    CreditGates.Lease lease = CreditGates.obey(gate, runtime.getJobInfo(), runtime.getTaskInfo());
    GateMetrics.register(context.metricGroup(), lease.gate());
    return new GatedReader<>(reader, lease);
  }

  @Override
  public SplitEnumerator<SplitT, EnumT> createEnumerator(SplitEnumeratorContext<SplitT> context)
      throws Exception {
    return accompanied(source.createEnumerator(context), context);
  }

  @Override
  public SplitEnumerator<SplitT, EnumT> restoreEnumerator(
      SplitEnumeratorContext<SplitT> context, EnumT checkpoint) {
    if (checkpoint == null) {
      return new UnrestoredEnumerator<>(unreadable);
    }
    try {
      return accompanied(source.restoreEnumerator(context, checkpoint), context);
    } catch (Exception e) {
      return new UnrestoredEnumerator<>(e);
    }
  }

  private SplitEnumerator<SplitT, EnumT> accompanied(
      SplitEnumerator<SplitT, EnumT> enumerator, SplitEnumeratorContext<SplitT> context) {
    return new AccompaniedEnumerator<>(enumerator, () -> companion.begin(context.metricGroup()));
  }

  @Override
  public SimpleVersionedSerializer<EnumT> getEnumeratorCheckpointSerializer() {
    return new PatientSerializer<>(
        source.getEnumeratorCheckpointSerializer(), why -> unreadable = why);
  }

  /** For sources that choose their parallelism; others must not seem to. */
  private static final class Inferring<T, SplitT extends SourceSplit, EnumT>
      extends GatedSource<T, SplitT, EnumT> implements DynamicParallelismInference {
    private static final long serialVersionUID = 1L;

    private final DynamicParallelismInference inference;

    Inferring(
        Source<T, SplitT, EnumT> source,
        SourceGate gate,
        JobCompanion companion,
        DynamicParallelismInference inference) {
      super(source, gate, companion);
      this.inference = inference;
    }

    @Override
    public int inferParallelism(Context context) {
      return inference.inferParallelism(context);
    }
  }
}
