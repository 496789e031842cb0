package io.mosaicgpt.model.page;

import io.mosaicgpt.model.evaluation.Reliability;
import java.util.Locale;

/**
 * How often labels of a probability are right: a bar a bin, against the diagonal of a model that
 * can be taken at its word. The darker a bar, the more examples are in its bin.
 */
public final class ReliabilityDiagram {
  private ReliabilityDiagram() {}

  /** The diagram as an {@code svg} element. */
  public static String svg(String title, Reliability reliability) {
    int most = reliability.bins().stream().mapToInt(Reliability.Bin::examples).max().orElse(1);
    Chart chart =
        new Chart("probability of the label", "share that is right", true).across(0, 1).up(0, 1);
    for (Reliability.Bin bin : reliability.bins()) {
      chart.bar(
          "bar",
          new Chart.Bar(bin.from(), bin.to(), 0, bin.accuracy()),
          0.25 + 0.75 * bin.examples() / most,
          String.format(
              Locale.ROOT,
              "probability %.3f, right %.3f, %,d examples",
              bin.probability(),
              bin.accuracy(),
              bin.examples()));
    }
    return chart
        .line("ideal", new double[] {0, 1}, new double[] {0, 1}, false)
        .svg(title, Chart.Frame.SQUARE);
  }
}
