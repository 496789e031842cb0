package io.mosaicgpt.operators.kafka.presence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PresentJobTest {
  @Test
  void aMembersClientIdTellsWhoseItIs() {
    PresentJob job = new PresentJob("0123456789abcdef0123456789abcdef", 4711, "host-1.example");

    assertThat(PresentJob.of(job.clientId())).contains(job);
    assertThat(job)
        .hasToString("job 0123456789abcdef0123456789abcdef, process 4711 on host-1.example");
  }

  @Test
  void aMemberOfSomebodyElseIsNoJob() {
    assertThat(PresentJob.of("consumer-1")).isEmpty();
    assertThat(PresentJob.of("mosaicgpt-job-short-1@host")).isEmpty();
  }

  @Test
  void theGroupBesideIsNotTheGroupItself() {
    assertThat(PresentJob.group("mosaicgpt")).isEqualTo("mosaicgpt-job");
  }
}
