package io.mosaicgpt.jobs.measure.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.measure.engine.CountingModel;
import io.mosaicgpt.model.forward.ElementType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FidelityBenchTest {
  private final List<CountingModel> loaded = new ArrayList<>();

  private static int count(int id) {
    return (id + 1) % CountingModel.VOCABULARY;
  }

  private static int stumbleBehind3(int id) {
    return id == 3 ? 0 : count(id);
  }

  private FidelityReport run(boolean withPrompt, int tokens, int[]... prompts) throws IOException {
    FidelityBench.Options options =
        new FidelityBench.Options(
            List.of(ElementType.FLOAT32, ElementType.INT8), tokens, withPrompt, 0.1);
    return new FidelityBench(this::load, options).run(List.of(prompts));
  }

  private CountingModel load(ElementType type) {
    assertThat(loaded).as("one model at a time").allMatch(model -> model.closed);
    loaded.add(
        type == ElementType.INT8
            ? new CountingModel(FidelityBenchTest::stumbleBehind3)
            : new CountingModel(FidelityBenchTest::count));
    return loaded.get(loaded.size() - 1);
  }

  @Test
  void everyTypeReadsWhatFloat32Wrote() throws IOException {
    // After 1, 2 float32 writes 3, 4, 5, 6. int8 stumbles behind the 3 and is then put right.
    FidelityReport report = run(false, 4, new int[] {1, 2});

    assertThat(report.positions()).isEqualTo(4);
    assertThat(report.dtypes()).extracting(FidelityRow::dtype).containsExactly("float32", "int8");
    assertThat(report.dtypes()).extracting(FidelityRow::agreement).containsExactly(100.0, 75.0);
    assertThat(report.dtypes().get(0).logitDiffMax()).isZero();
    assertThat(report.dtypes().get(1).logitDiffMax()).isEqualTo(1);
  }

  @Test
  void morePromptsThanSlotsAreAllCompared() throws IOException {
    FidelityReport report = run(false, 3, new int[] {1}, new int[] {9, 3}, new int[] {4, 5, 6});

    assertThat(report.sequences()).isEqualTo(3);
    assertThat(report.promptTokens()).isEqualTo(6);
    // 1 2 3 | 3 4 5 | 6 7 8: int8 goes wrong behind each 3
    assertThat(report.dtypes().get(1).agreement()).isEqualTo(100.0 * 7 / 9);
    assertThat(loaded).allMatch(model -> model.released > 0);
  }

  @Test
  void aPromptsOwnPositionsCountWhenAskedFor() throws IOException {
    FidelityReport report = run(true, 1, new int[] {3, 3, 3, 7});

    assertThat(report.positions()).isEqualTo(4);
    assertThat(report.dtypes().get(1).agreement()).isEqualTo(25);
  }

  @Test
  void aLongPromptIsReadInChunks() throws IOException {
    FidelityReport report = run(true, 2, new int[600]);

    assertThat(report.positions()).isEqualTo(601);
    assertThat(report.dtypes().get(1).agreement()).isEqualTo(100);
    assertThat(loaded.get(2).steps).isEqualTo(3);
  }

  @Test
  void aModelWithoutFiniteLogitsIsRefused() {
    FidelityBench bench =
        new FidelityBench(
            type -> new CountingModel(id -> -1),
            new FidelityBench.Options(List.of(ElementType.INT8), 2, false, 0.1));

    assertThatThrownBy(() -> bench.run(List.of(new int[] {1})))
        .hasMessageContaining("not finite in float32");
  }
}
