package io.mosaicgpt.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.job.RestorePoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.junit.jupiter.api.Test;

class JobRuntimeTest {
  private static Configuration with(Setting<?> setting, String value) {
    return configuration(
        JobConfig.ofKafka(
            new SettingsResolver(Map.of())
                .resolve(Map.of(setting, value), List.of(), Optional.empty())));
  }

  private static Configuration configuration(JobConfig<?> config) {
    return JobRuntime.configuration(config.checkpoints(), config.ends().bounded());
  }

  private static String checkpointsDirectory(String given) {
    return with(ServingSettings.CHECKPOINT_DIR, given)
        .get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
  }

  @Test
  void aPlainPathBecomesAFileUri() {
    assertThat(checkpointsDirectory("/data/checkpoints")).isEqualTo("file:///data/checkpoints");
  }

  @Test
  void blanksAndPercentSignsAreNotEscapedSinceFlinkWouldNotDecodeThem() {
    assertThat(checkpointsDirectory("/data/label job/5%")).isEqualTo("file:///data/label job/5%");
    assertThat(
            with(ServingSettings.RESTORE, "/data/label job/chk-1")
                .get(StateRecoveryOptions.SAVEPOINT_PATH))
        .isEqualTo("file:///data/label job/chk-1");
  }

  @Test
  void anotherFileSystemIsLeftAlone() {
    assertThat(checkpointsDirectory("s3://bucket/checkpoints"))
        .isEqualTo("s3://bucket/checkpoints");
  }

  @Test
  void aCheckpointOfItsOwnGoesWithTheJobAndOneThatTheUserNamesStays() {
    assertThat(claimMode(RestorePoint.own("file:///c/chk-1"))).isEqualTo(RecoveryClaimMode.CLAIM);
    assertThat(claimMode(RestorePoint.of("file:///s"))).isEqualTo(RecoveryClaimMode.NO_CLAIM);
  }

  private static RecoveryClaimMode claimMode(RestorePoint restore) {
    JobConfig<KafkaEnds> config =
        JobConfig.ofKafka(
            new SettingsResolver(Map.of()).resolve(Map.of(), List.of(), Optional.empty()));
    return configuration(config.with(config.checkpoints().from(restore)))
        .get(StateRecoveryOptions.RESTORE_MODE);
  }

  @Test
  void aStreamTriesAgainForeverAndABoundedJobTenTimes() {
    assertThat(restarts(with(KafkaSettings.BOUNDED, "false"))).isEqualTo(Integer.MAX_VALUE);
    assertThat(restarts(with(KafkaSettings.BOUNDED, "true"))).isEqualTo(10);
  }

  private static int restarts(Configuration configuration) {
    return configuration.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS);
  }
}
