package io.mosaicgpt.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.LabelSettings;
import io.mosaicgpt.jobs.config.LabellingSettings;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingGroup;
import io.mosaicgpt.jobs.config.SettingGroups;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.MemoryLimit;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.SamplingDefaults;
import io.mosaicgpt.operators.kafka.StartingPoint;
import io.mosaicgpt.operators.sink.Delivery;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.operators.wire.registry.RegistryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigTest {
  private static JobConfig<KafkaEnds> config(Map<Setting<?>, String> flags) {
    return JobConfig.ofKafka(
        new SettingsResolver(Map.of()).resolve(flags, List.of(), Optional.empty()));
  }

  @Test
  void defaults() {
    assertThat(config(Map.of()))
        .isEqualTo(
            new JobConfig<>(
                new Serving(
                    EngineSpec.of("embedded"),
                    GenerateOptions.defaults(),
                    EventDefaults.NONE,
                    OptionalLong.empty(),
                    Delivery.EXACTLY_ONCE,
                    new CheckpointPlan(
                        Duration.ofSeconds(10), Optional.empty(), new RestorePoint("auto", false)),
                    1),
                new KafkaEnds(
                    new KafkaConnection("localhost:9092", Map.of()),
                    new Topics(
                        "llm.instructions.v1",
                        "llm.completions.v1",
                        "llm.instructions.dlq.v1",
                        Optional.empty()),
                    "mosaicgpt",
                    StartingPoint.EARLIEST,
                    false,
                    Optional.empty(),
                    RecordEncoding.AVRO,
                    1 << 20,
                    false)));
    assertThat(config(Map.of()).ends().wantsChunks()).isFalse();
  }

  @Test
  void everySettingIsMapped() {
    Map<Setting<?>, String> flags = new HashMap<>();
    flags.put(ModelSettings.MODEL, "/m");
    flags.put(ModelSettings.DTYPE, "bfloat16");
    flags.put(ModelSettings.DEVICE, "cuda:1");
    flags.put(ModelSettings.MAX_NUM_SEQS, "8");
    flags.put(ModelSettings.MAX_NUM_BATCHED_TOKENS, "256");
    flags.put(ModelSettings.MAX_MODEL_LEN, "1024");
    flags.put(ModelSettings.MAX_KV_TOKENS, "4096");
    flags.put(ModelSettings.MAX_KV_MEMORY, "40%");
    flags.put(ModelSettings.PREFIX_CACHE, "off");
    flags.put(KafkaSettings.BOOTSTRAP_SERVERS, "a:1,b:2");
    flags.put(KafkaSettings.INPUT_TOPIC, "in");
    flags.put(KafkaSettings.OUTPUT_TOPIC, "out");
    flags.put(KafkaSettings.DLQ_TOPIC, "dlq");
    flags.put(KafkaSettings.PARTIAL_TOPIC, "partial");
    flags.put(KafkaSettings.GROUP_ID, "g");
    flags.put(KafkaSettings.START, "latest");
    flags.put(ServingSettings.DELIVERY, "at-least-once");
    flags.put(ServingSettings.CHECKPOINT_INTERVAL, "500ms");
    flags.put(ServingSettings.CHECKPOINT_DIR, "file:///c");
    flags.put(ServingSettings.RESTORE, "none");
    flags.put(KafkaSettings.SCHEMA_REGISTRY_URL, "http://r:8081");
    flags.put(KafkaSettings.OUTPUT_ENCODING, "json");
    flags.put(KafkaSettings.MAX_EVENT_BYTES, "2048");
    flags.put(ServingSettings.MAX_TOKENS, "7");
    flags.put(ServingSettings.TEMPERATURE, "0.5");
    flags.put(ServingSettings.REGEX, "[a-z]+");
    flags.put(ServingSettings.REQUEST_TIMEOUT, "2min");
    flags.put(ServingSettings.MAX_IN_FLIGHT, "9");
    flags.put(ServingSettings.MAX_ATTEMPTS, "3");
    flags.put(ServingSettings.STEP_TIMEOUT, "90s");
    flags.put(ServingSettings.SEED, "-4");
    flags.put(ServingSettings.PARALLELISM, "2");
    flags.put(LabellingSettings.INSTRUCTION, "Why?");
    flags.put(LabelSettings.SCORING, "mean");
    flags.put(LabelSettings.THRESHOLD, "0.25");
    flags.put(LabelSettings.FALLBACK, "other");
    flags.put(LabelSettings.MULTI_LABEL, "true");
    flags.put(LabelSettings.CALIBRATION, "contextual");
    flags.put(KafkaSettings.BOUNDED, "true");
    flags.put(KafkaSettings.CREATE_TOPICS, "true");
    flags.put(LabellingSettings.TRUTH_FIELD, "intent");

    assertThat(config(flags))
        .isEqualTo(
            new JobConfig<>(
                new Serving(
                    new EngineSpec(
                        "/m",
                        "bfloat16",
                        "cuda:1",
                        8,
                        256,
                        1024,
                        4096,
                        "",
                        false,
                        new MemoryLimit.Share(40),
                        0),
                    new GenerateOptions(
                        new SamplingDefaults.OfModel(7, 0.5),
                        9,
                        Duration.ofMinutes(2),
                        3,
                        Duration.ofSeconds(90),
                        false,
                        FormText.regex("[a-z]+"),
                        new LabelOptions(
                            LabelOptions.Scoring.MEAN,
                            0.25,
                            "other",
                            true,
                            LabelOptions.Calibration.CONTEXTUAL),
                        "intent"),
                    new EventDefaults(Optional.of("Why?"), List.of()),
                    OptionalLong.of(-4),
                    Delivery.AT_LEAST_ONCE,
                    new CheckpointPlan(
                        Duration.ofMillis(500),
                        Optional.of("file:///c"),
                        new RestorePoint("none", false)),
                    2),
                new KafkaEnds(
                    new KafkaConnection("a:1,b:2", Map.of()),
                    new Topics("in", "out", "dlq", Optional.of("partial")),
                    "g",
                    StartingPoint.LATEST,
                    true,
                    Optional.of(new RegistryConfig("http://r:8081", "")),
                    RecordEncoding.JSON,
                    2048,
                    true)));
    assertThat(config(flags).ends().wantsChunks()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dtype               | fp8           | --dtype is 'fp8': give auto, float32, bfloat16 or int8.",
        "device              | gpu           | --device is 'gpu': give auto, cpu or cuda:N",
        "max-kv-memory       | lots          | --max-kv-memory is 'lots': give a size such as 4g or 512m, a share of the device's memory such as 40%, or auto.",
        "max-num-seqs        | 0             | --max-num-seqs is '0': give a whole number from 1 to 65536.",
        "max-num-seqs        | many          | --max-num-seqs is 'many': give a whole number",
        "max-num-seqs        | 010           | --max-num-seqs is '010': give a whole number from 1 to 65536, without leading zeros.",
        "max-num-seqs        | 1_0           | --max-num-seqs is '1_0': give a whole number from 1 to 65536.",
        "max-num-seqs        | 1e3           | --max-num-seqs is '1e3': give a whole number",
        "max-num-seqs        | 0x10          | --max-num-seqs is '0x10': give a whole number",
        "max-num-seqs        | \u0661\u0660 | give a whole number from 1 to 65536.",
        "max-num-batched-tokens | 4          | give at least max-num-seqs, which is 16",
        "parallelism         | -1            | --parallelism is '-1'",
        "parallelism         | 32769         | --parallelism is '32769': give a whole number from 1 to 32768.",
        "delivery            | at-most-once  | give exactly-once or at-least-once.",
        "start               | yesterday     | --start is 'yesterday': give earliest, latest, a time such as 2026-01-31T12:00:00Z, or milliseconds since 1970.",
        "checkpoint-interval | soon          | give a time such as 500ms, 10s or 1min, of at most 8760h.",
        "checkpoint-interval | 8761h         | --checkpoint-interval is '8761h': give a time",
        "checkpoint-interval | 010           | of at most 8760h, without leading zeros.",
        "checkpoint-interval | 0s            | --checkpoint-interval is '0s'",
        "bootstrap-servers   | localhost     | give HOST:PORT of a broker",
        "input-topic         | a topic       | --input-topic is 'a topic': give a topic name",
        "input-topic         | llm.completions.v1 | are the same",
        "schema-registry-url | localhost     | give a URL such as http://localhost:8081.",
        "temperature         | hot           | --temperature is 'hot': give a number from 0 to 100.",
        "temperature         | 200           | --temperature is '200': give a number from 0 to 100.",
        "temperature         | NaN           | --temperature is 'NaN': give a number from 0 to 100.",
        "temperature         | 1d            | --temperature is '1d': give a number from 0 to 100.",
        "temperature         | 00.5          | give a number from 0 to 100, without leading zeros.",
        "seed                | x             | --seed is 'x': give a whole number.",
        "output-encoding     | xml           | --output-encoding is 'xml': give avro or json.",
        "bounded             | yes           | --bounded is 'yes': give true or false.",
        "group-id            | ''            | --group-id is '': give a value such as mosaicgpt.",
      })
  void anUnusableValueIsRefusedByName(String key, String text, String sentence) {
    Map<Setting<?>, String> flags =
        Map.of(SettingGroup.find(SettingGroups.RUN, key).orElseThrow(), text);

    assertThatThrownBy(() -> config(flags))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "True, true", "ON, true", "false, false", "FALSE, false", "off, false"})
  void aSwitchIsReadInAnyCase(String text, boolean on) {
    assertThat(config(Map.of(KafkaSettings.BOUNDED, text)).ends().bounded()).isEqualTo(on);
  }

  @Test
  void moreSlotsRaiseTheTokensOfAStepUnlessTheyWereGiven() {
    assertThat(
            config(Map.of(ModelSettings.MAX_NUM_SEQS, "600"))
                .serving()
                .engine()
                .maxNumBatchedTokens())
        .isEqualTo(600);
  }

  @Test
  void aJobCarriesTheTextOfItsTemplateAndNoPath(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("template.txt");
    Files.writeString(file, "Q: {instruction}{context}");
    EngineSpec engine =
        config(Map.of(ModelSettings.PROMPT_TEMPLATE, file.toString())).serving().engine();

    Files.delete(file);
    EngineSpec arrived = InstantiationUtil.clone(engine);
    assertThat(arrived).isEqualTo(engine);
    assertThat(arrived.promptTemplate()).isEqualTo("Q: {instruction}{context}");
  }

  @Test
  void aTemplateThatCannotBeUsedIsRefusedBeforeTheJobIsSubmitted(@TempDir Path directory)
      throws IOException {
    String file = directory.resolve("template.txt").toString();
    Files.writeString(Path.of(file), "Q: {question}");
    assertThatThrownBy(() -> config(Map.of(ModelSettings.PROMPT_TEMPLATE, file)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            "The prompt template " + file + " cannot be used: it has {question}");
    for (String nothing : List.of(file + ".old", "\0")) {
      assertThatThrownBy(() -> config(Map.of(ModelSettings.PROMPT_TEMPLATE, nothing)))
          .isInstanceOf(BadInputException.class)
          .hasMessage("The prompt template " + nothing + " cannot be read; check the path.");
    }
  }

  @Test
  void kafkaPropertiesReachTheClients() {
    JobConfig<KafkaEnds> config =
        JobConfig.ofKafka(
            new SettingsResolver(Map.of())
                .resolve(Map.of(), List.of("security.protocol=SSL"), Optional.empty()));

    assertThat(config.ends().kafka().clientProperties())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("bootstrap.servers", "localhost:9092");
  }

  /** It would be printed as in force, and something else would be. */
  @ParameterizedTest
  @CsvSource({
    "bootstrap.servers=b:9092,           give --bootstrap-servers.",
    "group.id=g,                         give --group-id.",
    "auto.offset.reset=latest,           give --start.",
    "transactional.id=t,                 give --group-id.",
    "enable.auto.commit=true,            leave it out.",
    "key.deserializer=a.B,               are bytes to Kafka",
    "value.deserializer=a.B,             are bytes to Kafka",
    "key.serializer=a.B,                 are bytes to Kafka",
    "value.serializer=a.B,               are bytes to Kafka",
  })
  void aPropertyThatTheJobSetsItselfIsRefusedWithWhatToGiveInstead(String given, String sentence) {
    Settings settings =
        new SettingsResolver(Map.of()).resolve(Map.of(), List.of(given), Optional.empty());

    assertThatThrownBy(() -> JobConfig.ofKafka(settings))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            "The Kafka property "
                + given.substring(0, given.indexOf('='))
                + " (--kafka-property) cannot be given: ")
        .hasMessageContaining(sentence);
  }

  @Test
  void aReservedPropertyIsNamedWithWhereItStands() {
    Settings settings =
        new SettingsResolver(Map.of("MOSAICGPT_KAFKA_PROPERTY_GROUP_ID", "g"))
            .resolve(Map.of(), List.of(), Optional.empty());

    assertThatThrownBy(() -> JobConfig.ofKafka(settings))
        .hasMessageStartingWith(
            "The Kafka property group.id (MOSAICGPT_KAFKA_PROPERTY_GROUP_ID) cannot be given");
  }

  @Test
  void anotherKafkaPropertyLeavesTheRestAsItIs() {
    JobConfig<KafkaEnds> config = config(Map.of(ServingSettings.RESTORE, "none"));

    JobConfig<KafkaEnds> other = config.with(config.ends().withProperty("acks", "all"));
    assertThat(other.ends().kafka().properties()).containsExactly(Map.entry("acks", "all"));
    assertThat(other.checkpoints().restore().what()).isEqualTo("none");
  }
}
