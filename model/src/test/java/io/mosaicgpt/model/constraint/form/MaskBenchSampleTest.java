package io.mosaicgpt.model.constraint.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fixed sample of MaskBench: each 13th schema. */
class MaskBenchSampleTest {
  @Test
  void mostSchemasCompileAndTheirInstancesAreToldApart() throws IOException {
    List<String> faults = new ArrayList<>();
    TrialSummary summary = MaskBench.run(13, faults);

    assertThat(faults).isEmpty();
    assertThat(summary.schemas()).isEqualTo(154);
    assertThat(summary.compiled()).isGreaterThan(135);
  }
}
