package io.mosaicgpt.operators;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.operators.generate.GenerateOperatorFactory;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.state.RecordTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Completion;
import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what generation needs; {@link MosaicGpt} makes one. */
public final class GenerationBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationBuilder.class);

  private final DataStream<DecodedEvent> events;
  private EngineSpec spec = EngineSpec.of(EngineSpec.EMBEDDED);
  private EngineFactory engines = EngineFactory.shared();
  private GenerateOptions options = GenerateOptions.defaults();
  private SourceGate gate;
  private String name = "generate";
  private String uid = OperatorUids.GENERATE;

  GenerationBuilder(DataStream<DecodedEvent> events) {
    this.events = requireNonNull(events, "events is null");
  }

  /** The model to serve. Default: the small one inside the jar. */
  public GenerationBuilder withEngine(EngineSpec newSpec) {
    this.spec = requireNonNull(newSpec, "spec is null");
    return this;
  }

  /** Where engines come from. Default: those that the subtasks of a JVM share. */
  public GenerationBuilder withEngineFactory(EngineFactory newEngines) {
    this.engines = requireNonNull(newEngines, "engines is null");
    return this;
  }

  /** Everything at once. */
  public GenerationBuilder withOptions(GenerateOptions newOptions) {
    this.options = requireNonNull(newOptions, "options is null");
    return this;
  }

  /** Sampling for events that say nothing. */
  public GenerationBuilder withDefaults(SamplingParams sampling) {
    return withOptions(options.withSampling(sampling));
  }

  /** The form of answers to events that ask for none. */
  public GenerationBuilder withForm(FormText form) {
    return withOptions(options.withForm(requireNonNull(form, "form is null")));
  }

  /** How labels of events that say nothing are judged. */
  public GenerationBuilder withLabels(LabelOptions labels) {
    return withOptions(options.withLabels(labels));
  }

  /**
   * Field of an event's metadata with the label that it should get: metrics count how many do. It
   * changes no result.
   */
  public GenerationBuilder withTruthField(String field) {
    return withOptions(options.withTruthField(requireNonNull(field, "field is null")));
  }

  /** Time for events that say nothing. */
  public GenerationBuilder withTimeout(Duration timeout) {
    return withOptions(options.withTimeout(timeout));
  }

  /** Requests that one subtask holds at a time. */
  public GenerationBuilder withMaxInFlight(int maxInFlight) {
    return withOptions(options.withMaxInFlight(maxInFlight));
  }

  /** How many attempts a request has. */
  public GenerationBuilder withMaxAttempts(int maxAttempts) {
    return withOptions(options.withMaxAttempts(maxAttempts));
  }

  /** Emits pieces of unfinished completions, too. */
  public GenerationBuilder withChunks() {
    return withOptions(options.withChunks(true));
  }

  /**
   * The gate of the source that these events come from. Without one, a full operator holds up its
   * task, and checkpoints with it.
   */
  public GenerationBuilder behind(SourceGate newGate) {
    this.gate = requireNonNull(newGate, "gate is null");
    return this;
  }

  /** For jobs that generate in more than one place. */
  public GenerationBuilder named(String newName, String newUid) {
    this.name = requireNonNull(newName, "name is null");
    this.uid = requireNonNull(newUid, "uid is null");
    return this;
  }

  /** Adds the operator to the job, in one chain with what is before it. */
  public GenerationStreams apply() {
    if (events.getTransformation() instanceof PartitionTransformation) {
      LOG.warn(
          "There is an exchange before {}: its source cannot be gated, and aligned checkpoints wait"
              + " for the backlog in between; leave out keyBy and rebalance",
          name);
    } else if (gate == null) {
      LOG.warn(
          "The source of {} is not gated: while the operator is full its task is held up, and"
              + " checkpoints with it; wrap the source with GatedSource and name its gate",
          name);
    } else if (!events.getExecutionEnvironment().isChainingEnabled()) {
      LOG.warn(
          "Operators are not chained, so the gate before {} may be out of its reach, and checkpoints"
              + " wait while it is full; leave pipeline.operator-chaining.enabled at true",
          name);
    }
    SingleOutputStreamOperator<Completion> completions =
        events
            .transform(
                name,
                RecordTypeInfo.COMPLETION,
                new GenerateOperatorFactory(
                    engines, spec, options, gate == null ? SourceGate.create() : gate))
            .uid(uid);
    if (completions.getParallelism() != events.getParallelism()) {
      completions.setParallelism(events.getParallelism()); // Operators chain at one parallelism.
    }
    return new GenerationStreams(completions);
  }
}
