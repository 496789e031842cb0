package io.mosaicgpt.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransactionLimitTest {
  private final List<String> said = new ArrayList<>();

  private static JobConfig<KafkaEnds> job(String... kafkaProperties) {
    return JobConfig.ofKafka(
        new SettingsResolver(Map.of())
            .resolve(Map.of(), List.of(kafkaProperties), Optional.empty()));
  }

  private JobConfig<KafkaEnds> within(long limit, JobConfig<KafkaEnds> job) {
    return new TransactionLimit(limit).applyTo(job, said::add);
  }

  @Test
  void aLimitOfTheJobsOwnFifteenMinutesChangesNothing() {
    assertThat(within(900_000, job())).isEqualTo(job());
    assertThat(said).isEmpty();
  }

  @Test
  void aLowerLimitIsTakenAndSaid() {
    assertThat(within(60_000, job()).ends().kafka().properties())
        .containsEntry("transaction.timeout.ms", "60000");
    assertThat(said)
        .singleElement()
        .asString()
        .contains("after 60 s", "transaction.max.timeout.ms", "instead of 900 s");
  }

  @Test
  void aLimitBelowTheCheckpointIntervalIsRefused() {
    assertThatThrownBy(() -> within(10_000, job()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("after 10000 ms", "checkpoint interval of 10000 ms");
  }

  @Test
  void whatTheUserAskedForIsRefusedRatherThanChanged() {
    assertThatThrownBy(() -> within(60_000, job("transaction.timeout.ms=60001")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(
            "transaction.timeout.ms is 60001", "at most 60000", "transaction.timeout.ms=60000");
    assertThat(within(60_000, job("transaction.timeout.ms=60000")))
        .isEqualTo(job("transaction.timeout.ms=60000"));
  }
}
