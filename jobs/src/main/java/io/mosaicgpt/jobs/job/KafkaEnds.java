package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.operators.kafka.ChunkSink;
import io.mosaicgpt.operators.kafka.CompletionSink;
import io.mosaicgpt.operators.kafka.DeadLetterSink;
import io.mosaicgpt.operators.kafka.InstructionSource;
import io.mosaicgpt.operators.kafka.RecordSinkBuilder;
import io.mosaicgpt.operators.kafka.StartingPoint;
import io.mosaicgpt.operators.kafka.identity.IdentifiedSource;
import io.mosaicgpt.operators.kafka.identity.JobIdentity;
import io.mosaicgpt.operators.kafka.presence.JobPresence;
import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.operators.wire.registry.RegistryConfig;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.DeadLetter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/**
 * Kafka's topics.
 *
 * @param kafka brokers
 * @param topics input and outputs
 * @param groupId consumer group and prefix of transactional ids
 * @param start where the group starts if it has committed nothing
 * @param bounded stop at the end that the input had at the start
 * @param registry empty for plain Avro
 * @param encoding of the output topics
 * @param maxEventBytes larger events become dead letters
 * @param createTopics create what is missing
 */
public record KafkaEnds(
    KafkaConnection kafka,
    Topics topics,
    String groupId,
    StartingPoint start,
    boolean bounded,
    Optional<RegistryConfig> registry,
    RecordEncoding encoding,
    int maxEventBytes,
    boolean createTopics)
    implements Ends {
  public KafkaEnds {
    requireNonNull(kafka, "kafka is null");
    requireNonNull(topics, "topics is null");
    requireNonNull(groupId, "groupId is null");
    requireNonNull(start, "start is null");
    requireNonNull(registry, "registry is null");
    requireNonNull(encoding, "encoding is null");
  }

  /**
   * Reads and validates the settings of Kafka.
   *
   * @throws BadInputException naming the first setting that cannot be used
   */
  public static KafkaEnds from(Settings settings) {
    return new KafkaEnds(
        KafkaConnection.from(settings),
        Topics.from(settings),
        settings.get(KafkaSettings.GROUP_ID),
        settings.get(KafkaSettings.START),
        settings.get(KafkaSettings.BOUNDED),
        settings.get(KafkaSettings.SCHEMA_REGISTRY_URL),
        settings.get(KafkaSettings.OUTPUT_ENCODING),
        settings.get(KafkaSettings.MAX_EVENT_BYTES),
        settings.get(KafkaSettings.CREATE_TOPICS));
  }

  /** The same, with what Kafka says of itself. */
  public KafkaEnds with(KafkaIds ids) {
    return with(kafka.with(ids));
  }

  /** The same with another property of Kafka's clients. */
  public KafkaEnds withProperty(String name, String value) {
    return with(kafka.with(name, value));
  }

  private KafkaEnds with(KafkaConnection connection) {
    return new KafkaEnds(
        connection,
        topics,
        groupId,
        start,
        bounded,
        registry,
        encoding,
        maxEventBytes,
        createTopics);
  }

  /** What the job's state belongs to. */
  public JobIdentity identity() {
    return new JobIdentity(
        kafka.ids().cluster(),
        groupId,
        topics.input(),
        kafka.ids().inputTopic(),
        List.of(topics.output(), topics.deadLetters()));
  }

  @Override
  public StateIdentity stateIdentity() {
    return new KafkaStateIdentity(identity(), bounded);
  }

  /** The group's offsets do. */
  @Override
  public boolean remembersWhatIsAnswered() {
    return true;
  }

  @Override
  public String owner() {
    return "%s %s".formatted(kafka.ids().cluster(), groupId);
  }

  @Override
  public Path checkpointPath() {
    return Path.of(kafka.ids().cluster()).resolve(DirectoryName.of(groupId));
  }

  @Override
  public String jobName() {
    return "mosaicgpt " + groupId;
  }

  @Override
  public String inputName() {
    return topics.input();
  }

  @Override
  public Source<DecodedEvent, ?, ?> source(SourceGate gate) {
    JobPresence presence = new JobPresence(groupId, topics.input(), kafka.clientProperties());
    return GatedSource.wrap(new IdentifiedSource<>(instructions(), identity()), gate, presence);
  }

  private Source<DecodedEvent, KafkaPartitionSplit, KafkaSourceEnumState> instructions() {
    return InstructionSource.builder()
        .bootstrapServers(kafka.bootstrapServers())
        .topics(topics.input())
        .groupId(groupId)
        .startingPoint(start)
        .bounded(bounded)
        .maxEventBytes(maxEventBytes)
        .registry(registry.orElse(null))
        .properties(kafka.properties())
        .build();
  }

  @Override
  public NamedSink<Completion> completions(Serving serving) {
    return to(topics.output(), CompletionSink.builder(), serving);
  }

  @Override
  public NamedSink<DeadLetter> deadLetters(Serving serving) {
    return to(topics.deadLetters(), DeadLetterSink.builder(), serving);
  }

  @Override
  public NamedSink<CompletionChunk> chunks(Serving serving) {
    return topics
        .partial()
        .map(topic -> to(topic, ChunkSink.builder(), serving))
        .orElseGet(() -> new NamedSink<>("no pieces", ChunkSink.off()));
  }

  @Override
  public boolean wantsChunks() {
    return topics.partial().isPresent();
  }

  private <T extends SpecificRecord> NamedSink<T> to(
      String topic, RecordSinkBuilder<T> builder, Serving serving) {
    return new NamedSink<>(
        topic,
        builder
            .bootstrapServers(kafka.bootstrapServers())
            .topic(topic)
            .jobName(groupId)
            .delivery(serving.delivery())
            .checkpointInterval(serving.checkpoints().interval())
            .encoding(encoding)
            .registry(registry.orElse(null))
            .properties(kafka.properties())
            .build());
  }
}
