package io.mosaicgpt.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  private static ConfusionMatrix matrix(String pairs) {
    ConfusionMatrix matrix = new ConfusionMatrix(100);
    for (String pair : pairs.split(" ", -1)) {
      matrix.add(pair.substring(0, 1), pair.substring(1));
    }
    return matrix;
  }

  @Test
  void figuresAreThoseOfTheLabels() {
    ConfusionMatrix matrix = matrix("aa aa ab bb ba cb");

    assertThat(matrix.labels()).containsExactly("a", "b", "c");
    assertThat(matrix.figures())
        .containsExactly(
            new LabelFigures("a", 3, 3, 2),
            new LabelFigures("b", 2, 3, 1),
            new LabelFigures("c", 1, 0, 0));
    LabelFigures b = matrix.figures().get(1);
    assertThat(b.precision()).isEqualTo(1 / 3.0);
    assertThat(b.recall()).isEqualTo(0.5);
    assertThat(b.f1()).isEqualTo(0.4);
    LabelFigures c = matrix.figures().get(2);
    assertThat(List.of(c.precision(), c.recall(), c.f1())).containsOnly(0.0);
    assertThat(matrix.macroF1()).hasValueCloseTo((2 / 3.0 + 0.4 + 0) / 3, within(1e-15));
  }

  @Test
  void anExampleWithoutALabelCountsForItsOwn() {
    ConfusionMatrix matrix = matrix("aa bb");
    matrix.addWithout("a");

    assertThat(matrix.figures())
        .containsExactly(new LabelFigures("a", 2, 1, 1), new LabelFigures("b", 1, 1, 1));
    assertThat(matrix.countWithout(0)).isEqualTo(1);
    assertThat(matrix.confusions(9)).isEmpty();
  }

  @Test
  void labelsBeyondTheMostAreNotCounted() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);

    assertThat(matrix.add("a", "b")).isTrue();
    assertThat(matrix.add("a", "c")).isFalse();
    assertThat(matrix.addWithout("c")).isFalse();
    assertThat(matrix.figures()).extracting(LabelFigures::examples).containsExactly(1, 0);
  }

  @Test
  void manyLabelsFindTheirPlaces() {
    ConfusionMatrix matrix = new ConfusionMatrix(1_000);
    for (int i = 0; i < 300; i++) {
      matrix.add("label " + i, "label " + (i + 1));
    }

    assertThat(matrix.labels()).hasSize(301);
    assertThat(matrix.count(299, 300)).isEqualTo(1);
    assertThat(matrix.count(300, 299)).isZero();
    assertThat(matrix.macroF1()).hasValue(0);
  }

  @Test
  void withoutExamplesThereIsNoF1() {
    assertThat(new ConfusionMatrix(5).macroF1()).isEmpty();
  }
}
