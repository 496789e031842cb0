package io.mosaicgpt.jobs.pipeline;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.Ends;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.NamedSink;
import io.mosaicgpt.jobs.job.Serving;
import io.mosaicgpt.operators.GenerationStreams;
import io.mosaicgpt.operators.MosaicGpt;
import io.mosaicgpt.operators.OperatorUids;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.wire.DecodedEvent;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Puts the generation job together: {@code source → decode → generate} in one chain behind a gate,
 * and a sink for completions, dead letters and, written only if asked for, pieces. Everything that
 * runs the job uses this, so that there is only one.
 */
public final class GenerationPipeline {
  private final Serving serving;
  private final Ends ends;

  public GenerationPipeline(JobConfig<?> config) {
    requireNonNull(config, "config is null");
    this.serving = config.serving();
    this.ends = config.ends();
  }

  /** Name under which Flink shows the job. */
  public String name() {
    return ends.jobName();
  }

  /**
   * Adds the job to an environment and configures the environment for it.
   *
   * @throws BadInputException when a setting cannot be used
   */
  public void addTo(StreamExecutionEnvironment environment) {
    environment.configure(JobRuntime.configuration(serving.checkpoints(), ends.bounded()));
    environment.setParallelism(serving.parallelism());
    try {
      GenerationStreams streams = generate(environment);
      sink(streams.completions(), ends.completions(serving), OperatorUids.COMPLETIONS);
      sink(streams.deadLetters(), ends.deadLetters(serving), OperatorUids.DEAD_LETTERS);
      sink(streams.chunks(), ends.chunks(serving), OperatorUids.CHUNKS);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  private GenerationStreams generate(StreamExecutionEnvironment environment) {
    SourceGate gate = SourceGate.create();
    // Nothing here looks at event time; events keep their timestamps all the same.
    SingleOutputStreamOperator<DecodedEvent> source =
        environment
            .fromSource(ends.source(gate), WatermarkStrategy.noWatermarks(), ends.inputName())
            .uid(OperatorUids.SOURCE);
    SingleOutputStreamOperator<DecodedEvent> asked =
        serving.defaults().areNone() ? source : DefaultedEvents.of(source, serving.defaults());
    DataStream<DecodedEvent> events =
        serving.seed().isPresent() ? SeededEvents.of(asked, serving.seed().getAsLong()) : asked;
    return MosaicGpt.generate(events)
        .behind(gate)
        .withEngine(serving.engine())
        .withOptions(serving.options().withChunks(ends.wantsChunks()))
        .apply();
  }

  private static <T> void sink(DataStream<T> results, NamedSink<T> end, String uid) {
    results.sinkTo(end.sink()).name(end.name()).uid(uid);
  }
}
