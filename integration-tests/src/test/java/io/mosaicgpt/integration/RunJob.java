package io.mosaicgpt.integration;

import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.pipeline.GenerationPipeline;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The job of {@code mosaicgpt run} on a test's topics, by the settings that users give. */
public final class RunJob {
  private final Map<Setting, String> settings;

  private RunJob(Map<Setting, String> settings) {
    this.settings = settings;
  }

  /**
   * The job with the small model of the jar, eight sequences at a time and frequent checkpoints.
   */
  public static RunJob on(TestTopics topics) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.BOOTSTRAP_SERVERS, topics.bootstrapServers());
    settings.put(Setting.INPUT_TOPIC, topics.instructions());
    settings.put(Setting.OUTPUT_TOPIC, topics.completions());
    settings.put(Setting.DLQ_TOPIC, topics.deadLetters());
    settings.put(Setting.GROUP_ID, topics.name());
    settings.put(Setting.DEVICE, "cpu");
    settings.put(Setting.MAX_NUM_SEQS, "8");
    settings.put(Setting.MAX_NUM_BATCHED_TOKENS, "128");
    settings.put(Setting.CHECKPOINT_INTERVAL, "200ms");
    return new RunJob(settings);
  }

  /** The same job with another value of one setting. */
  public RunJob with(Setting setting, Object value) {
    Map<Setting, String> changed = new EnumMap<>(settings);
    changed.put(setting, value.toString());
    return new RunJob(changed);
  }

  /** The settings as flags of a command line. */
  public List<String> flags() {
    return settings.entrySet().stream()
        .flatMap(setting -> Stream.of(setting.getKey().flag(), setting.getValue()))
        .toList();
  }

  /** The settings, validated. */
  public JobConfig config() {
    return JobConfig.from(
        new SettingsResolver(Map.of()).resolve(settings, List.of(), Optional.empty()));
  }

  /** The job, to be submitted. */
  public StreamGraph graph() {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    new GenerationPipeline(config()).addTo(environment);
    return environment.getStreamGraph();
  }
}
