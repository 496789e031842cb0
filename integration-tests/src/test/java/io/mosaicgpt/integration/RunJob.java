package io.mosaicgpt.integration;

import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.pipeline.GenerationPipeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The job of {@code mosaicgpt run} on a test's topics, by the settings that users give. */
public final class RunJob {
  private final Map<Setting<?>, String> settings;
  private final Map<String, String> security;

  private RunJob(Map<Setting<?>, String> settings, Map<String, String> security) {
    this.settings = settings;
    this.security = security;
  }

  /** The job with the small model, eight sequences at a time and frequent checkpoints. */
  public static RunJob on(TestTopics topics) {
    Map<Setting<?>, String> settings = new HashMap<>();
    settings.put(KafkaSettings.BOOTSTRAP_SERVERS, topics.bootstrapServers());
    settings.put(KafkaSettings.INPUT_TOPIC, topics.instructions());
    settings.put(KafkaSettings.OUTPUT_TOPIC, topics.completions());
    settings.put(KafkaSettings.DLQ_TOPIC, topics.deadLetters());
    settings.put(KafkaSettings.GROUP_ID, topics.name());
    settings.put(ModelSettings.MODEL, SmallModel.directory().toString());
    settings.put(ModelSettings.DEVICE, "cpu");
    settings.put(ModelSettings.MAX_NUM_SEQS, "8");
    settings.put(ModelSettings.MAX_NUM_BATCHED_TOKENS, "128");
    settings.put(ServingSettings.CHECKPOINT_INTERVAL, "200ms");
    Map<String, String> security = new TreeMap<>(topics.client());
    security.remove("bootstrap.servers");
    return new RunJob(settings, security);
  }

  /** The same job with another value of one setting. */
  public RunJob with(Setting<?> setting, Object value) {
    Map<Setting<?>, String> changed = new HashMap<>(settings);
    changed.put(setting, value.toString());
    return new RunJob(changed, security);
  }

  /** The same job with other properties of Kafka's clients. */
  public RunJob withKafkaProperties(Map<String, String> properties) {
    return new RunJob(settings, properties);
  }

  /** The settings as flags of a command line. */
  public List<String> flags() {
    Stream<String> flags =
        settings.entrySet().stream()
            .flatMap(setting -> Stream.of(setting.getKey().flag(), setting.getValue()));
    Stream<String> properties =
        kafkaProperties().stream()
            .flatMap(property -> Stream.of(KafkaSettings.KAFKA_PROPERTY.flag(), property));
    return Stream.concat(flags, properties).toList();
  }

  private List<String> kafkaProperties() {
    return security.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  /** The settings, validated. */
  public JobConfig<KafkaEnds> config() {
    return JobConfig.ofKafka(
        new SettingsResolver(Map.of()).resolve(settings, kafkaProperties(), Optional.empty()));
  }

  /** The job, to be submitted. */
  public StreamGraph graph() {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    new GenerationPipeline(config()).addTo(environment);
    return environment.getStreamGraph();
  }
}
