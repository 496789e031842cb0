package io.mosaicgpt.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import java.time.Duration;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class GenerateOptionsTest {
  private static final GenerateOptions DEFAULTS = GenerateOptions.defaults();
  private static final LabelOptions LABELS =
      new LabelOptions(
          LabelOptions.Scoring.MEAN, 0.3, "other", true, LabelOptions.Calibration.CONTEXTUAL);

  @Test
  void defaults() {
    assertThat(DEFAULTS.sampling()).isEqualTo(new SamplingDefaults.OfModel(256, null));
    assertThat(DEFAULTS.maxInFlight()).isEqualTo(GenerateOptions.TWICE_THE_SLOTS);
    assertThat(DEFAULTS.timeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(DEFAULTS.maxAttempts()).isEqualTo(10);
    assertThat(DEFAULTS.stepTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(DEFAULTS.chunks()).isFalse();
    assertThat(DEFAULTS.form()).isNull();
    assertThat(DEFAULTS.labels()).isEqualTo(LabelOptions.DEFAULTS);
  }

  @Test
  void eachWithChangesItsOwnValueOnly() {
    SamplingParams sampling = SamplingParams.builder().maxTokens(3).build();

    GenerateOptions options =
        DEFAULTS
            .withSampling(sampling)
            .withMaxInFlight(5)
            .withTimeout(Duration.ofSeconds(7))
            .withMaxAttempts(2)
            .withChunks(true)
            .withForm(FormText.regex("a*"))
            .withLabels(LABELS)
            .withTruthField("intent");

    assertThat(options)
        .isEqualTo(
            new GenerateOptions(
                new SamplingDefaults.Fixed(sampling),
                5,
                Duration.ofSeconds(7),
                2,
                Duration.ofMinutes(5),
                true,
                FormText.regex("a*"),
                LABELS,
                "intent"));
  }

  @Test
  void theJobsWordsStandOverTheModels() {
    SamplingParamsBuilder model = SamplingParams.builder().temperature(0.8).topK(5).maxTokens(9);
    SamplingParams fixed = SamplingParams.builder().maxTokens(3).build();

    assertThat(new SamplingDefaults.OfModel(7, null).over(model).temperature()).isEqualTo(0.8);
    assertThat(new SamplingDefaults.OfModel(7, 0.0).over(model))
        .isEqualTo(SamplingParams.builder().temperature(0).topK(5).maxTokens(7).build());
    assertThat(new SamplingDefaults.Fixed(fixed).over(model)).isEqualTo(fixed);
    assertThatThrownBy(() -> new SamplingDefaults.OfModel(7, -1.0))
        .hasMessageContaining("temperature");
  }

  @Test
  void capacityIsTwiceTheSlotsUnlessSet() {
    assertThat(DEFAULTS.capacity(16)).isEqualTo(32);
    assertThat(DEFAULTS.withMaxInFlight(5).capacity(16)).isEqualTo(5);
  }

  @Test
  void unusableValuesAreRefusedByName() {
    assertThatThrownBy(() -> DEFAULTS.withMaxInFlight(-1))
        .hasMessage("max-in-flight is -1; set at least 1, or 0 for twice the engine's slots");
    assertThatThrownBy(() -> DEFAULTS.withTimeout(Duration.ZERO))
        .hasMessage("timeout is 0 ms; set at least 1");
    assertThatThrownBy(() -> DEFAULTS.withMaxAttempts(0))
        .hasMessage("max-attempts is 0; set at least 1");
    assertThatThrownBy(() -> DEFAULTS.withSampling((SamplingParams) null))
        .hasMessage("sampling is null");
  }

  @Test
  void aTimeoutBeyondCountingIsNever() {
    assertThat(DEFAULTS.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)).timeout())
        .isEqualTo(GenerateOptions.NEVER);
  }

  @Test
  void optionsTravelToTheTasks() throws Exception {
    assertThat(InstantiationUtil.clone(DEFAULTS)).isEqualTo(DEFAULTS);
    GenerateOptions formed = DEFAULTS.withForm(FormText.jsonSchema("{}"));
    assertThat(InstantiationUtil.clone(formed)).isEqualTo(formed);
  }
}
