package io.mosaicgpt.model.training.report;

import io.mosaicgpt.model.evaluation.Reliability;
import java.util.Locale;

/**
 * How often labels of a probability are right, as SVG: a bar a bin, against the diagonal of a model
 * that can be taken at its word. The darker a bar, the more examples are in its bin.
 */
final class ReliabilityDiagram {
  private static final int SIZE = 260;
  private static final int LEFT = 48;
  private static final int BOTTOM = 40;
  private static final int TOP = 12;

  private ReliabilityDiagram() {}

  static String svg(String title, Reliability reliability) {
    int most = reliability.bins().stream().mapToInt(Reliability.Bin::examples).max().orElseThrow();
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg class=\"square\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            LEFT + SIZE + 12, TOP + SIZE + BOTTOM, Html.text(title)));
    for (int tick = 0; tick <= 5; tick++) {
      double at = tick / 5.0;
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT, LEFT + SIZE, y(at), y(at)));
      svg.append(
          format(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>",
              LEFT - 6, y(at) + 4, at));
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f</text>",
              x(at), TOP + SIZE + 16, at));
    }
    for (Reliability.Bin bin : reliability.bins()) {
      svg.append(
          format(
              "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
                  + " fill-opacity=\"%.2f\"><title>%s</title></rect>",
              x(bin.from()) + 1,
              y(bin.accuracy()),
              x(bin.to()) - x(bin.from()) - 2,
              y(0) - y(bin.accuracy()),
              0.25 + 0.75 * bin.examples() / most,
              Html.text(
                  format(
                      "probability %.3f, right %.3f, %d examples",
                      bin.probability(), bin.accuracy(), bin.examples()))));
    }
    svg.append(
        format(
            "<line class=\"ideal\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            x(0), y(0), x(1), y(1)));
    svg.append(
        format(
            "<text class=\"axis\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">probability of the"
                + " label</text>",
            x(0.5), TOP + SIZE + 34));
    svg.append(
        format(
            "<text class=\"axis\" x=\"%.1f\" y=\"12\" text-anchor=\"middle\""
                + " transform=\"rotate(-90)\">share that is right</text>",
            -y(0.5)));
    return svg.append("</svg>").toString();
  }

  private static double x(double share) {
    return LEFT + share * SIZE;
  }

  private static double y(double share) {
    return TOP + (1 - share) * SIZE;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
