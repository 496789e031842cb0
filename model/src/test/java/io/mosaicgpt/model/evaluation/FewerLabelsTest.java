package io.mosaicgpt.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FewerLabelsTest {
  private static final int LABELS = 20;
  private static final int EXAMPLES = 4_000;

  /** Of 20 labels 5 are likelier than the right one, which is the sixth. */
  private static final ScoredExamples SIXTH =
      new ScoredExamples(
          IntStream.range(0, LABELS).mapToObj(i -> "label " + i).toList(),
          IntStream.range(0, EXAMPLES).map(i -> 5).toArray(),
          Collections.nCopies(
              EXAMPLES, IntStream.range(0, LABELS).mapToDouble(i -> -1 - i).toArray()));

  @Test
  void anExampleChoosesAmongItsOwnLabelAndOthers() {
    ScoredExamples five = SIXTH.among(5, 3);

    for (int i = 0; i < five.size(); i++) {
      double[] scores = five.logprobs(i);
      assertThat(scores[5]).isEqualTo(-6);
      assertThat(Arrays.stream(scores).filter(Double::isFinite).count()).isEqualTo(5);
    }
  }

  @Test
  void everyOtherLabelIsAsLikelyToBeDrawn() {
    // The right label wins if none of the 4 others is one of the 5 likelier ones.
    double expected = (14.0 * 13 * 12 * 11) / (19.0 * 18 * 17 * 16);
    Proportion accuracy = Proportion.accuracy(SIXTH.among(5, 3));

    assertThat(accuracy.value()).isCloseTo(expected, within(4 * accuracy.standardError()));
    ScoredExamples two = SIXTH.among(2, 8);
    for (int label = 0; label < LABELS; label++) {
      int other = label;
      long drawn =
          IntStream.range(0, EXAMPLES).filter(i -> Double.isFinite(two.logprobs(i)[other])).count();
      double mean = label == 5 ? EXAMPLES : EXAMPLES / 19.0;
      assertThat((double) drawn).as("label %d", label).isCloseTo(mean, within(4.5 * 14.1));
    }
  }

  @Test
  void oneLabelIsAlwaysRightAndAllAreAsBefore() {
    assertThat(Proportion.accuracy(SIXTH.among(1, 0)).value()).isEqualTo(1);
    for (int count : new int[] {LABELS, LABELS + 1}) {
      ScoredExamples all = SIXTH.among(count, 0);
      assertThat(all.logprobs(7)).isEqualTo(SIXTH.logprobs(7));
    }
  }

  @Test
  void theDrawIsThatOfTheSeed() {
    assertThat(SIXTH.among(5, 3).logprobs(9)).isEqualTo(SIXTH.among(5, 3).logprobs(9));
    assertThat(IntStream.range(0, 50).mapToObj(i -> SIXTH.among(5, 3).logprobs(i)).toList())
        .isNotEqualTo(IntStream.range(0, 50).mapToObj(i -> SIXTH.among(5, 4).logprobs(i)).toList());
  }

  @Test
  void figuresAndTemperatureAreThoseOfTheLabelsThatAreLeft() {
    ScoredExamples two =
        new ScoredExamples(
                List.of("a", "b"),
                new int[] {0},
                List.<double[]>of(new double[] {Math.log(0.2), Math.log(0.6)}))
            .among(1, 0);

    assertThat(LabelReport.of(two, 1).negativeLogLikelihood()).isZero();
    assertThat(LabelReport.of(two, 1).reliability().expectedCalibrationError()).isZero();
    assertThat(TemperatureFit.of(two)).isEqualTo(1);
  }
}
