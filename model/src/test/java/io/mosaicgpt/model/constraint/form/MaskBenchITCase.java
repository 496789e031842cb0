package io.mosaicgpt.model.constraint.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All of MaskBench's 2,000 schemas: {@code mvn -Pmaskbench -pl model -am verify}. */
@Tag("maskbench")
class MaskBenchITCase {
  private static final Logger LOG = LoggerFactory.getLogger(MaskBenchITCase.class);

  @Test
  void fourInFiveSchemasCompileAndNoInvalidInstanceIsAccepted() throws IOException {
    List<String> faults = new ArrayList<>();
    TrialSummary summary = MaskBench.run(1, faults);

    summary.values().forEach((name, value) -> LOG.info("{}: {}", name, value));
    assertThat(faults).isEmpty();
    assertThat(summary.invalidAccepted()).isZero();
    assertThat(summary.validRejected()).isZero();
    assertThat(summary.compiled()).isGreaterThanOrEqualTo(summary.schemas() * 4 / 5);
    assertThat(summary.maskNanos(0.5)).isLessThan(Duration.ofNanos(20_000).toNanos());
  }
}
