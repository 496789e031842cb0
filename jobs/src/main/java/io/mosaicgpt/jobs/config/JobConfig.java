package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.kafka.Delivery;
import io.mosaicgpt.operators.kafka.StartingPoint;
import io.mosaicgpt.operators.kafka.identity.JobIdentity;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.operators.wire.registry.RegistryConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Everything a generation job is told, validated.
 *
 * @param engine model and how to serve it
 * @param kafka brokers
 * @param topics input and outputs
 * @param groupId consumer group and prefix of transactional ids
 * @param start where the group starts if it has committed nothing
 * @param delivery promise on the output
 * @param checkpointInterval time between checkpoints
 * @param checkpointDir where checkpoints are kept; empty leaves it to the cluster
 * @param restore {@code auto}, {@code none} or a path
 * @param ownsRestore whether the checkpoint it starts from is an earlier run's of the same job, and
 *     goes when this run has newer ones
 * @param registry empty for plain Avro
 * @param encoding of the output topics
 * @param maxEventBytes larger events become dead letters
 * @param options how the operator works
 * @param seed mixed with the id of each request that brings no seed; empty takes the id alone
 * @param parallelism parallel subtasks
 * @param bounded stop at the end that the input had at the start
 * @param createTopics create what is missing
 */
public record JobConfig(
    EngineSpec engine,
    KafkaConnection kafka,
    Topics topics,
    String groupId,
    StartingPoint start,
    Delivery delivery,
    Duration checkpointInterval,
    Optional<String> checkpointDir,
    String restore,
    boolean ownsRestore,
    Optional<RegistryConfig> registry,
    RecordEncoding encoding,
    int maxEventBytes,
    GenerateOptions options,
    OptionalLong seed,
    int parallelism,
    boolean bounded,
    boolean createTopics) {
  public JobConfig {
    requireNonNull(engine, "engine is null");
    requireNonNull(kafka, "kafka is null");
    requireNonNull(topics, "topics is null");
    requireNonNull(groupId, "groupId is null");
    requireNonNull(start, "start is null");
    requireNonNull(delivery, "delivery is null");
    requireNonNull(checkpointInterval, "checkpointInterval is null");
    requireNonNull(checkpointDir, "checkpointDir is null");
    requireNonNull(restore, "restore is null");
    requireNonNull(registry, "registry is null");
    requireNonNull(encoding, "encoding is null");
    requireNonNull(options, "options is null");
    requireNonNull(seed, "seed is null");
  }

  /**
   * Reads and validates all of a job's settings.
   *
   * @throws BadInputException naming the first setting that cannot be used
   */
  public static JobConfig from(Settings settings) {
    return new JobConfig(
        ModelSettings.engine(settings),
        kafka(settings),
        topics(settings),
        settings.get(KafkaSettings.GROUP_ID),
        settings.get(KafkaSettings.START),
        settings.get(ServingSettings.DELIVERY),
        settings.get(ServingSettings.CHECKPOINT_INTERVAL),
        settings.get(ServingSettings.CHECKPOINT_DIR),
        settings.get(ServingSettings.RESTORE),
        false,
        settings.get(KafkaSettings.SCHEMA_REGISTRY_URL),
        settings.get(KafkaSettings.OUTPUT_ENCODING),
        settings.get(KafkaSettings.MAX_EVENT_BYTES),
        ServingSettings.options(settings)
            .withChunks(settings.get(KafkaSettings.PARTIAL_TOPIC).isPresent()),
        ServingSettings.seed(settings),
        settings.get(ServingSettings.PARALLELISM),
        settings.get(KafkaSettings.BOUNDED),
        settings.get(KafkaSettings.CREATE_TOPICS));
  }

  private static KafkaConnection kafka(Settings settings) {
    Map<String, Settings.Value> properties = settings.kafkaProperties();
    ReservedProperties.refuse(properties, settings.get(KafkaSettings.BOUNDED));
    return new KafkaConnection(settings.get(KafkaSettings.BOOTSTRAP_SERVERS), texts(properties));
  }

  private static Map<String, String> texts(Map<String, Settings.Value> values) {
    return values.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().text()));
  }

  private static Topics topics(Settings settings) {
    Topics topics =
        new Topics(
            settings.get(KafkaSettings.INPUT_TOPIC),
            settings.get(KafkaSettings.OUTPUT_TOPIC),
            settings.get(KafkaSettings.DLQ_TOPIC),
            settings.get(KafkaSettings.PARTIAL_TOPIC));
    if (topics.all().stream().distinct().count() < topics.all().size()) {
      throw new BadInputException(
          "Two of the topics %s are the same: give input, output, dead letters and pieces a topic each."
              .formatted(String.join(", ", topics.all())));
    }
    return topics;
  }

  /** The same with another place for checkpoints. */
  public JobConfig withCheckpointDir(String directory) {
    return new JobConfig(
        engine,
        kafka,
        topics,
        groupId,
        start,
        delivery,
        checkpointInterval,
        Optional.of(directory),
        restore,
        ownsRestore,
        registry,
        encoding,
        maxEventBytes,
        options,
        seed,
        parallelism,
        bounded,
        createTopics);
  }

  /** The same, started from somewhere else. */
  public JobConfig withRestore(String what) {
    return withRestore(what, false);
  }

  /** The same, started from a checkpoint of an earlier run, which this one may delete. */
  public JobConfig goingOnFrom(String checkpoint) {
    return withRestore(checkpoint, true);
  }

  private JobConfig withRestore(String what, boolean owned) {
    return new JobConfig(
        engine,
        kafka,
        topics,
        groupId,
        start,
        delivery,
        checkpointInterval,
        checkpointDir,
        what,
        owned,
        registry,
        encoding,
        maxEventBytes,
        options,
        seed,
        parallelism,
        bounded,
        createTopics);
  }

  /** The same with another property of Kafka's clients. */
  public JobConfig withKafkaProperty(String name, String value) {
    return withKafka(kafka.with(name, value));
  }

  /** The same, with what Kafka says of itself. */
  public JobConfig withKafkaIds(KafkaIds ids) {
    return withKafka(kafka.with(ids));
  }

  private JobConfig withKafka(KafkaConnection connection) {
    return new JobConfig(
        engine,
        connection,
        topics,
        groupId,
        start,
        delivery,
        checkpointInterval,
        checkpointDir,
        restore,
        ownsRestore,
        registry,
        encoding,
        maxEventBytes,
        options,
        seed,
        parallelism,
        bounded,
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
}
