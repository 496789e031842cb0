package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.kafka.Delivery;
import io.mosaicgpt.operators.kafka.StartingPoint;
import io.mosaicgpt.operators.kafka.identity.JobIdentity;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.operators.wire.registry.RegistryConfig;
import java.time.Duration;
import java.util.Arrays;
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
  /** Flink has no more key groups than these. */
  private static final int MAX_PARALLELISM = 1 << 15;

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
        EngineSettings.spec(settings),
        kafka(settings),
        topics(settings),
        settings.text(Setting.GROUP_ID),
        start(settings),
        delivery(settings),
        settings.duration(Setting.CHECKPOINT_INTERVAL),
        settings.optional(Setting.CHECKPOINT_DIR),
        settings.text(Setting.RESTORE),
        false,
        registry(settings),
        RecordEncoding.of(settings.oneOf(Setting.OUTPUT_ENCODING, List.of("avro", "json"))),
        settings.integer(Setting.MAX_EVENT_BYTES, 1),
        options(settings),
        EngineSettings.seed(settings),
        settings.integer(Setting.PARALLELISM, 1, MAX_PARALLELISM),
        settings.isOn(Setting.BOUNDED),
        settings.isOn(Setting.CREATE_TOPICS));
  }

  private static KafkaConnection kafka(Settings settings) {
    Map<String, Settings.Value> properties = settings.kafkaProperties();
    ReservedProperties.refuse(properties, settings.isOn(Setting.BOUNDED));
    return new KafkaConnection(bootstrapServers(settings), texts(properties));
  }

  private static StartingPoint start(Settings settings) {
    try {
      return StartingPoint.of(settings.text(Setting.START));
    } catch (IllegalArgumentException e) {
      throw settings.refuse(
          Setting.START,
          "earliest, latest, a time such as 2026-01-31T12:00:00Z, or milliseconds since 1970");
    }
  }

  private static String bootstrapServers(Settings settings) {
    String servers = settings.text(Setting.BOOTSTRAP_SERVERS);
    for (String server : servers.split(",", -1)) {
      if (!server.strip().matches("\\S+:\\d{1,5}")) {
        throw settings.refuse(
            Setting.BOOTSTRAP_SERVERS, "HOST:PORT of a broker, such as localhost:9092");
      }
    }
    return servers;
  }

  private static Topics topics(Settings settings) {
    Topics topics =
        new Topics(
            topic(settings, Setting.INPUT_TOPIC),
            topic(settings, Setting.OUTPUT_TOPIC),
            topic(settings, Setting.DLQ_TOPIC),
            settings
                .optional(Setting.PARTIAL_TOPIC)
                .map(given -> topic(settings, Setting.PARTIAL_TOPIC)));
    if (topics.all().stream().distinct().count() < topics.all().size()) {
      throw new BadInputException(
          "Two of the topics %s are the same: give input, output, dead letters and pieces a topic each."
              .formatted(String.join(", ", topics.all())));
    }
    return topics;
  }

  private static String topic(Settings settings, Setting setting) {
    String name = settings.text(setting);
    if (!name.matches("[a-zA-Z0-9._-]{1,249}") || name.equals(".") || name.equals("..")) {
      throw settings.refuse(
          setting, "a topic name of letters, digits, '.', '_' and '-', at most 249 of them");
    }
    return name;
  }

  private static Delivery delivery(Settings settings) {
    return Delivery.of(
        settings.oneOf(
            Setting.DELIVERY, Arrays.stream(Delivery.values()).map(Delivery::code).toList()));
  }

  private static Optional<RegistryConfig> registry(Settings settings) {
    try {
      return settings.optional(Setting.SCHEMA_REGISTRY_URL).map(RegistryConfig::of);
    } catch (IllegalArgumentException e) {
      throw settings.refuse(Setting.SCHEMA_REGISTRY_URL, "a URL such as http://localhost:8081");
    }
  }

  private static GenerateOptions options(Settings settings) {
    SamplingParams sampling =
        SamplingParams.builder()
            .maxTokens(settings.integer(Setting.MAX_TOKENS, 1))
            .temperature(settings.decimal(Setting.TEMPERATURE, 0, SamplingParams.MAX_TEMPERATURE))
            .build();
    return GenerateOptions.defaults()
        .withSampling(sampling)
        .withTimeout(settings.duration(Setting.REQUEST_TIMEOUT))
        .withStepTimeout(settings.duration(Setting.STEP_TIMEOUT))
        .withMaxInFlight(settings.integer(Setting.MAX_IN_FLIGHT, 0))
        .withMaxAttempts(settings.integer(Setting.MAX_ATTEMPTS, 1))
        .withChunks(settings.optional(Setting.PARTIAL_TOPIC).isPresent());
  }

  private static Map<String, String> texts(Map<String, Settings.Value> values) {
    return values.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().text()));
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
