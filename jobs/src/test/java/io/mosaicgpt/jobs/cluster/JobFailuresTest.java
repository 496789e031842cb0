package io.mosaicgpt.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
