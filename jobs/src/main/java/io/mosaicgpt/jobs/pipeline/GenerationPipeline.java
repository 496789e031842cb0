package io.mosaicgpt.jobs.pipeline;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.operators.GenerationStreams;
import io.mosaicgpt.operators.MosaicGpt;
import io.mosaicgpt.operators.OperatorUids;
import io.mosaicgpt.operators.kafka.ChunkSink;
import io.mosaicgpt.operators.kafka.CompletionSink;
import io.mosaicgpt.operators.kafka.DeadLetterSink;
import io.mosaicgpt.operators.kafka.InstructionSource;
import io.mosaicgpt.operators.kafka.RecordSinkBuilder;
import io.mosaicgpt.operators.kafka.identity.IdentifiedSource;
import io.mosaicgpt.operators.kafka.presence.JobPresence;
import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.wire.DecodedEvent;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Puts the generation job together: {@code KafkaSource → decode → generate} in one chain behind a
 * gate, and a sink for completions, dead letters and, written only if asked for, pieces. Everything
 * that runs the job uses this, so that there is only one.
 */
public final class GenerationPipeline {
  private final JobConfig config;

  public GenerationPipeline(JobConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  /** Name under which Flink shows the job. */
  public String name() {
    return "mosaicgpt " + config.groupId();
  }

  /**
   * Adds the job to an environment and configures the environment for it.
   *
   * @throws BadInputException when a setting cannot be used
   */
  public void addTo(StreamExecutionEnvironment environment) {
    environment.configure(JobRuntime.configuration(config));
    environment.setParallelism(config.parallelism());
    try {
      sink(generate(environment));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  private GenerationStreams generate(StreamExecutionEnvironment environment) {
    SourceGate gate = SourceGate.create();
    // Nothing here looks at event time; events keep Kafka's timestamps all the same.
    SingleOutputStreamOperator<DecodedEvent> source =
        environment
            .fromSource(
                GatedSource.wrap(
                    new IdentifiedSource<>(source(), config.identity()), gate, presence()),
                WatermarkStrategy.noWatermarks(),
                config.topics().input())
            .uid(OperatorUids.SOURCE);
    DataStream<DecodedEvent> events =
        config.seed().isPresent() ? SeededEvents.of(source, config.seed().getAsLong()) : source;
    return MosaicGpt.generate(events)
        .behind(gate)
        .withEngine(config.engine())
        .withOptions(config.options())
        .apply();
  }

  private JobPresence presence() {
    return new JobPresence(
        config.groupId(), config.topics().input(), config.kafka().clientProperties());
  }

  private Source<DecodedEvent, KafkaPartitionSplit, KafkaSourceEnumState> source() {
    return InstructionSource.builder()
        .bootstrapServers(config.kafka().bootstrapServers())
        .topics(config.topics().input())
        .groupId(config.groupId())
        .startingPoint(config.start())
        .bounded(config.bounded())
        .maxEventBytes(config.maxEventBytes())
        .registry(config.registry().orElse(null))
        .properties(config.kafka().properties())
        .build();
  }

  private void sink(GenerationStreams streams) {
    streams
        .completions()
        .sinkTo(to(CompletionSink.builder(), config.topics().output()).build())
        .name(config.topics().output())
        .uid(OperatorUids.COMPLETIONS);
    streams
        .deadLetters()
        .sinkTo(to(DeadLetterSink.builder(), config.topics().deadLetters()).build())
        .name(config.topics().deadLetters())
        .uid(OperatorUids.DEAD_LETTERS);
    Optional<String> pieces = config.topics().partial();
    streams
        .chunks()
        .sinkTo(
            pieces.map(topic -> to(ChunkSink.builder(), topic).build()).orElseGet(ChunkSink::off))
        .name(pieces.orElse("no pieces"))
        .uid(OperatorUids.CHUNKS);
  }

  private <T extends SpecificRecord> RecordSinkBuilder<T> to(
      RecordSinkBuilder<T> builder, String topic) {
    return builder
        .bootstrapServers(config.kafka().bootstrapServers())
        .topic(topic)
        .jobName(config.groupId())
        .delivery(config.delivery())
        .checkpointInterval(config.checkpointInterval())
        .encoding(config.encoding())
        .registry(config.registry().orElse(null))
        .properties(config.kafka().properties());
  }
}
