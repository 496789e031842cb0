package io.mosaicgpt.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.operators.kafka.identity.ForeignStateException;
import io.mosaicgpt.operators.state.RefusedStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobFailuresTest {
  @Test
  void theInnermostCauseWithAMessageSpeaks() {
    Throwable failure =
        new IllegalStateException("outer", new RuntimeException("the disk is full\nat x", null));

    assertThat(JobFailures.sentence(failure)).isEqualTo("the disk is full");
  }

  @Test
  void theLastCauseOfAServersStackTraceSpeaks() {
    Throwable failure =
        new RuntimeException(
            """
            [Internal server error., <Exception on server side:
            java.util.concurrent.ExecutionException: Boxed Error
            \tat scala.concurrent.impl.Promise
            Caused by: java.lang.RuntimeException: Could not deserialize stream node 2
            \tat org.apache.flink
            Caused by: java.lang.NoClassDefFoundError: io/mosaicgpt/model/engine/EngineSpec
            \t... 3 more
            """);

    assertThat(JobFailures.sentence(failure))
        .isEqualTo("java.lang.NoClassDefFoundError: io/mosaicgpt/model/engine/EngineSpec");
  }

  @Test
  void theClassInFrontOfASentenceIsLeftOut() {
    Throwable failure =
        new RuntimeException(
            "x\nCaused by: io.mosaicgpt.model.checkpoint.CheckpointException: There is no /m.\n");

    assertThat(JobFailures.sentence(failure)).isEqualTo("There is no /m.");
  }

  @Test
  void aStackTraceByItselfSpeaksWithItsLastCause() {
    assertThat(JobFailures.sentence("java.io.IOException: the disk is full\n\tat x"))
        .isEqualTo("the disk is full");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        CheckpointException.class,
        RefusedStateException.class,
        ForeignStateException.class
      })
  void whatTheUserGaveIsNoFailureOfTheJob(Class<?> cause) {
    String trace = "x: y\n\tat z\nCaused by: " + cause.getName() + ": There is no /m.\n\tat z";

    assertThat(JobFailures.isBadInput(trace)).isTrue();
    assertThat(JobFailures.isBadInput(cause.getName() + ": There is no /m.")).isTrue();
    assertThat(JobFailures.ending("s", trace, null)).isInstanceOf(BadInputException.class);
  }

  @Test
  void anythingElseIsOne() {
    String trace = "x: y\nCaused by: java.io.IOException: the disk is full";

    assertThat(JobFailures.ending("s", trace, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("s");
  }
}
