package io.mosaicgpt.jobs.preflight;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.job.RestorePoint;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks at brokers, topics and registry, and for another job of the group. */
public final class KafkaStartChecks implements StartChecks<KafkaEnds> {
  private final JobConfig<KafkaEnds> config;
  private final LiveJobs others;
  private final Consumer<String> say;

  /**
   * Checks of a job.
   *
   * @param say takes sentences on what takes longer, or works otherwise than one may think
   */
  public KafkaStartChecks(JobConfig<KafkaEnds> config, Consumer<String> say) {
    this.config = requireNonNull(config, "config is null");
    this.say = requireNonNull(say, "say is null");
    this.others = new LiveJobs(config.ends(), say);
  }

  @Override
  public CheckedJob<KafkaEnds> check() throws InterruptedException {
    CheckedKafka kafka = new KafkaPreflight(config, KafkaPreflight.PATIENCE, say).check();
    new RegistryPreflight(config.ends()).check();
    others.requireNone();
    return new CheckedJob<>(
        kafka.config(), kafka.served() ? Optional.of(config.ends().groupId()) : Optional.empty());
  }

  /** Loading weights takes long enough for another job to have started. */
  @Override
  public void checkAgain(RestorePoint begin) throws InterruptedException {
    others.requireNone();
  }
}
