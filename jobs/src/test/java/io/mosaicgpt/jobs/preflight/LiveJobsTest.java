package io.mosaicgpt.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.operators.kafka.presence.PresentJob;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.Test;

class LiveJobsTest {
  private static final LiveJobs.Look SEEN =
      () -> Optional.of(new PresentJob("0".repeat(32), 42, "host"));
  private static final LiveJobs.Look NOBODY = Optional::empty;
  private static final LiveJobs.Look NO_GROUP =
      () -> {
        throw new ExecutionException(new GroupIdNotFoundException("none"));
      };
  private static final LiveJobs.Look FAILS =
      () -> {
        throw new ExecutionException(new GroupAuthorizationException("not now"));
      };

  private final List<String> said = new ArrayList<>();
  private final Deque<LiveJobs.Look> looks = new ArrayDeque<>();

  private void requireNone(Duration patience, LiveJobs.Look... script) throws InterruptedException {
    looks.addAll(List.of(script));
    JobConfig<KafkaEnds> config =
        JobConfig.ofKafka(
            new SettingsResolver(Map.of())
                .resolve(Map.of(KafkaSettings.GROUP_ID, "g"), List.of(), Optional.empty()));
    new LiveJobs(config.ends(), said::add).requireNone(() -> looks.remove().find(), patience);
  }

  @Test
  void aLookThatFailsIsNoSignThatAJobIsGoneAndIsToldOnce() throws InterruptedException {
    requireNone(Duration.ofMinutes(1), SEEN, FAILS, FAILS, SEEN, FAILS, NOBODY);

    assertThat(looks).isEmpty();
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).startsWith("A job of group g runs, or did a moment ago (job 000");
    assertThat(said.get(1))
        .contains("cannot be seen, since Kafka does not show us group g-job:", "not now");
  }

  @Test
  void aJobThatWasSeenAndNeverAgainIsRefused() {
    assertThatThrownBy(() -> requireNone(Duration.ZERO, SEEN, FAILS))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("A job of group g runs already (job 000");
  }

  @Test
  void aGroupThatIsGoneHasNoJob() throws InterruptedException {
    requireNone(Duration.ofMinutes(1), SEEN, NO_GROUP);

    assertThat(said).hasSize(1);
  }

  @Test
  void whoMayNotLookGoesOn() throws InterruptedException {
    requireNone(Duration.ofMinutes(1), FAILS);

    assertThat(said).singleElement().asString().contains("cannot be seen");
  }
}
