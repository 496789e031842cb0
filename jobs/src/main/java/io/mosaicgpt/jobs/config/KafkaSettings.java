package io.mosaicgpt.jobs.config;

import io.mosaicgpt.operators.kafka.StartingPoint;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.operators.wire.registry.RegistryConfig;
import java.util.Arrays;
import java.util.Optional;

/** Kafka's topics as the ends of a job. */
public final class KafkaSettings {
  private static final Kind<String> TOPIC =
      Kind.text(
          name -> name.matches("[a-zA-Z0-9._-]{1,249}") && !name.equals(".") && !name.equals(".."),
          "a topic name of letters, digits, '.', '_' and '-', at most 249 of them");

  public static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.of(
          "bootstrap-servers",
          "HOST:PORT,...",
          Kind.text(KafkaSettings::areAddresses, "HOST:PORT of a broker, such as localhost:9092"),
          "localhost:9092",
          "Kafka brokers.");

  public static final Setting<String> INPUT_TOPIC =
      Setting.of("input-topic", "TOPIC", TOPIC, "llm.instructions.v1", "Instructions come in.");

  public static final Setting<String> OUTPUT_TOPIC =
      Setting.of("output-topic", "TOPIC", TOPIC, "llm.completions.v1", "Completions go out.");

  public static final Setting<String> DLQ_TOPIC =
      Setting.of(
          "dlq-topic",
          "TOPIC",
          TOPIC,
          "llm.instructions.dlq.v1",
          "Dead letters: events that get no completion.");

  public static final Setting<Optional<String>> PARTIAL_TOPIC =
      Setting.optional(
          "partial-topic",
          "TOPIC",
          TOPIC,
          "Pieces of completions as they are made, for instance llm.completions.partial.v1; off"
              + " unless given.");

  public static final Setting<String> GROUP_ID =
      Setting.of(
          "group-id",
          "ID",
          Kind.text(),
          "mosaicgpt",
          "Consumer group, and prefix of transactions.");

  public static final Setting<StartingPoint> START =
      Setting.of(
          "start",
          "WHERE",
          Kind.parsed(
              StartingPoint::of,
              "earliest, latest, a time such as 2026-01-31T12:00:00Z, or milliseconds since 1970"),
          "earliest",
          "Where a group that has committed no offsets starts to read: earliest, latest, or a time"
              + " such as 2026-01-31T12:00:00Z or in milliseconds since 1970. What a checkpoint has"
              + " goes before it.");

  public static final Setting<Optional<RegistryConfig>> SCHEMA_REGISTRY_URL =
      Setting.optional(
          "schema-registry-url",
          "URL",
          Kind.parsed(RegistryConfig::of, "a URL such as http://localhost:8081"),
          "Schema registry; plain Avro without schema ids unless given.");

  public static final Setting<RecordEncoding> OUTPUT_ENCODING =
      Setting.of(
          "output-encoding",
          "FORMAT",
          Kind.oneOf(RecordEncoding.class, RecordEncoding::code),
          "avro",
          "Records of the output topics: avro or json. Input is recognised by itself.");

  public static final Setting<Integer> MAX_EVENT_BYTES =
      Setting.of(
          "max-event-bytes",
          "N",
          Kind.integer(1),
          "1048576",
          "Larger events, and rows of files, are refused.");

  public static final Setting<Boolean> BOUNDED =
      Setting.onOff(
          "bounded",
          "true|false",
          "false",
          "Stop when everything that was in the input at the start is answered.");

  public static final Setting<Boolean> CREATE_TOPICS =
      Setting.onOff("create-topics", "true|false", "false", "Create topics that do not exist.");

  public static final Setting<String> KAFKA_PROPERTY =
      Setting.map(
          "kafka-property",
          "NAME=VALUE",
          "Passed on to every Kafka client; repeatable, a map in the file.");

  public static final SettingGroup TOPICS =
      SettingGroup.of(
          "topics",
          BOOTSTRAP_SERVERS,
          INPUT_TOPIC,
          OUTPUT_TOPIC,
          DLQ_TOPIC,
          PARTIAL_TOPIC,
          GROUP_ID,
          START);

  public static final SettingGroup RECORDS =
      SettingGroup.of("records", SCHEMA_REGISTRY_URL, OUTPUT_ENCODING, MAX_EVENT_BYTES);

  public static final SettingGroup EXTENT =
      SettingGroup.of("extent", BOUNDED, CREATE_TOPICS, KAFKA_PROPERTY);

  private KafkaSettings() {}

  private static boolean areAddresses(String servers) {
    return Arrays.stream(servers.split(",", -1))
        .allMatch(server -> server.strip().matches("\\S+:\\d{1,5}"));
  }
}
