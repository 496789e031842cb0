package io.mosaicgpt.jobs.config;

import java.util.Optional;

/** Where a job runs. */
public final class ClusterSettings {
  public static final Setting<Optional<String>> JOB_MANAGER =
      Setting.optional(
          "job-manager",
          "HOST:PORT",
          Kind.text(),
          "Submit to this Flink cluster (its REST address) instead of running here.");

  public static final Setting<Boolean> DETACHED =
      Setting.onOff(
          "detached",
          "true|false",
          "false",
          "With --job-manager: return when the job is accepted.");

  public static final Setting<Optional<String>> SAVEPOINT_DIR =
      Setting.optional(
          "savepoint-dir",
          "DIR",
          Kind.text(),
          "With --job-manager: SIGTERM and Ctrl-C end the job, too, with a savepoint in this"
              + " directory of the cluster's.");

  public static final Setting<String> WEB_PORT =
      Setting.of(
          "web-port",
          "PORT",
          Kind.text(),
          "auto",
          "Port of Flink's web interface when running here; auto takes the first free one from"
              + " 8081.");

  public static final Setting<Boolean> SKIP_CHECKS =
      Setting.onOff(
          "skip-checks",
          "true|false",
          "false",
          "With --job-manager: do not look from here first at what the job needs, such as task slots.");

  public static final SettingGroup GROUP =
      SettingGroup.of("cluster", JOB_MANAGER, DETACHED, SAVEPOINT_DIR, WEB_PORT, SKIP_CHECKS);

  private ClusterSettings() {}
}
