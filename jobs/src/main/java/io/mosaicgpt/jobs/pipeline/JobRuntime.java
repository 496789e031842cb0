package io.mosaicgpt.jobs.pipeline;

import io.mosaicgpt.jobs.job.CheckpointPlan;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.job.RestorePoint;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;

/** Flink's own settings for the job: checkpoints, restarts, and where to start from. */
final class JobRuntime {
  private static final int TOLERATED_CHECKPOINT_FAILURES = 10;
  private static final int RESTARTS_OF_A_BOUNDED_JOB = 10;

  private JobRuntime() {}

  static Configuration configuration(CheckpointPlan plan, boolean bounded) {
    Configuration flink = new Configuration();
    // Batch mode has no checkpoints, so a bounded run streams to its end, too.
    flink.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    // Everything on the way has a serializer of its own; Kryo would break restores silently.
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    // The gate's two sides meet in one chain, and so do those of the sinks. Not left to the
    // cluster's configuration.
    flink.set(PipelineOptions.OPERATOR_CHAINING, true);
    flink.set(
        PipelineOptions.OPERATOR_CHAINING_CHAIN_OPERATORS_WITH_DIFFERENT_MAX_PARALLELISM, true);
    checkpoints(flink, plan);
    restarts(flink, bounded);
    restore(flink, plan.restore());
    return flink;
  }

  private static void restore(Configuration flink, RestorePoint restore) {
    if (restore.path().isPresent()) {
      flink.set(StateRecoveryOptions.SAVEPOINT_PATH, uri(restore.path().get()));
      // A checkpoint that stays behind when its job has ended would be taken up once more.
      flink.set(
          StateRecoveryOptions.RESTORE_MODE,
          restore.owned() ? RecoveryClaimMode.CLAIM : RecoveryClaimMode.NO_CLAIM);
    }
  }

  private static void checkpoints(Configuration flink, CheckpointPlan plan) {
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, plan.interval());
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    // One chain without an exchange has no data in flight that a barrier could overtake.
    flink.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    // The last answers of a bounded run are committed by a checkpoint after its end.
    flink.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, true);
    // Zero would mean none while a source says that it is behind.
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL_DURING_BACKLOG, plan.interval());
    flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERATED_CHECKPOINT_FAILURES);
    plan.directory()
        .ifPresent(dir -> flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, uri(dir)));
  }

  /** Flink refuses a directory without a scheme. */
  private static String uri(String directory) {
    return LocalUri.path(directory).map(LocalUri::of).orElse(directory);
  }

  /**
   * A stream outlives what it runs on: however long brokers, machines or the checkpoints' disk are
   * away, the job tries again, at most a minute apart. A request that breaks the engine each time
   * is ended by its own count of attempts, a wrong setting by the checks before the start. Somebody
   * waits for the end of a bounded job, so that one gives up.
   */
  private static void restarts(Configuration flink, boolean bounded) {
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS,
        bounded ? RESTARTS_OF_A_BOUNDED_JOB : Integer.MAX_VALUE);
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofMinutes(1));
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        Duration.ofMinutes(10));
  }
}
