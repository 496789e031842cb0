package io.mosaicgpt.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RunningJobTest {
  @Test
  void aTimeoutOfFlinksOwnIsToldFromAClusterThatIsGone() {
    assertThatThrownBy(() -> getFailed(new TimeoutException("of the ask")))
        .isInstanceOf(NoAnswerException.class);
    assertThatThrownBy(() -> getFailed(new IllegalStateException("it was closed")))
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(NoAnswerException.class);
  }

  private static void getFailed(Throwable failure) throws InterruptedException {
    RunningJob.get(CompletableFuture.failedFuture(failure));
  }
}
