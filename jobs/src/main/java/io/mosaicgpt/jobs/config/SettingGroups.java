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
          LabellingSettings.GROUP,
          LabelSettings.GROUP,
          LabellingSettings.TRUTH,
          KafkaSettings.EXTENT,
          ClusterSettings.GROUP);

  /** Of the job that labels files and of where it runs, besides the model's. */
  public static final List<SettingGroup> LABEL_JOB =
      List.of(
          LabellingSettings.GROUP,
          LabelSettings.GROUP,
          ServingSettings.REQUESTS,
          SettingGroup.of(
              "label job", ServingSettings.CHECKPOINT_INTERVAL, KafkaSettings.MAX_EVENT_BYTES),
          SettingGroup.of(
              "place",
              ClusterSettings.JOB_MANAGER,
              ClusterSettings.WEB_PORT,
              ClusterSettings.SKIP_CHECKS));

  /** Of {@code label}. */
  public static final List<SettingGroup> LABEL =
      Stream.of(MODEL, LABEL_JOB).flatMap(List::stream).toList();

  /** Of {@code run}, in the order of the example file. */
  public static final List<SettingGroup> RUN =
      Stream.of(MODEL, KAFKA_JOB).flatMap(List::stream).toList();

  /** Of any command: a variable of the environment may be meant for another one. */
  static final List<SettingGroup> ALL = RUN;

  private SettingGroups() {}
}
