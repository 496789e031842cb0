package io.mosaicgpt.jobs.config;

import java.util.List;
import java.util.stream.Stream;

/** The groups of settings that commands take. */
public final class SettingGroups {
  /** Of every command that loads a model. */
  public static final List<SettingGroup> MODEL =
      List.of(ModelSettings.GROUP, ServingSettings.SEEDS);

  /** Of the job between Kafka's topics and of where it runs, besides the model's. */
  public static final List<SettingGroup> KAFKA_JOB =
      List.of(
          KafkaSettings.TOPICS,
          ServingSettings.CHECKPOINTS,
          KafkaSettings.RECORDS,
          ServingSettings.REQUESTS,
          LabelSettings.GROUP,
          KafkaSettings.EXTENT,
          ClusterSettings.GROUP);

  /** Of {@code run}, in the order of the example file. */
  public static final List<SettingGroup> RUN =
      Stream.of(MODEL, KAFKA_JOB).flatMap(List::stream).toList();

  /** Of any command: a variable of the environment may be meant for another one. */
  static final List<SettingGroup> ALL = RUN;

  private SettingGroups() {}
}
