package io.mosaicgpt.model.training.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of lines over a number, as SVG that takes its colours from the page. Points beyond what
 * can be told apart are left out: of each pixel's the first, the lowest and the highest are kept.
 */
final class Chart {
  private static final int WIDTH = 680;
  private static final int HEIGHT = 260;
  private static final int LEFT = 76;
  private static final int RIGHT = 16;
  private static final int TOP = 12;
  private static final int BOTTOM = 44;
  private static final int TICKS = 5;

  private final String xLabel;
  private final String yLabel;
  private final boolean fromZero;
  private final List<Line> lines = new ArrayList<>();

  /**
   * An empty chart.
   *
   * @param xLabel what runs to the right, with its unit
   * @param yLabel what runs up, with its unit
   * @param fromZero whether the vertical axis begins with 0
   */
  Chart(String xLabel, String yLabel, boolean fromZero) {
    this.xLabel = requireNonNull(xLabel, "xLabel is null");
    this.yLabel = requireNonNull(yLabel, "yLabel is null");
    this.fromZero = fromZero;
  }

  /** A line's points, and what it is drawn in: a class of the page's style. */
  private record Line(String style, double[] x, double[] y, boolean marked) {}

  /** Adds a line; {@code marked} draws its points too. */
  Chart line(String style, double[] x, double[] y, boolean marked) {
    lines.add(new Line(style, x.clone(), y.clone(), marked));
    return this;
  }

  /** Lowest and highest number of an axis, and the distance of its ticks. */
  private record Axis(double from, double to, double tick) {
    static Axis of(double least, double most) {
      double span = most > least ? most - least : Math.max(Math.abs(most), 1) * 0.1;
      double rough = span / TICKS;
      double power = Math.pow(10, Math.floor(Math.log10(rough)));
      double unit = rough / power;
      double tick = (unit < 1.5 ? 1 : unit < 3 ? 2 : unit < 7 ? 5 : 10) * power;
      return new Axis(Math.floor(least / tick) * tick, Math.ceil(most / tick) * tick, tick);
    }

    double at(double value, double start, double end) {
      double share = to > from ? (value - from) / (to - from) : 0.5;
      return start + share * (end - start);
    }

    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      for (int i = 0; from + i * tick <= to + tick / 2; i++) {
        ticks.add(from + i * tick);
      }
      return ticks;
    }

    String text(double value) {
      double size = Math.max(Math.abs(from), Math.abs(to));
      if (size >= 1e5 || size < 1e-2) {
        return value == 0 ? "0" : format("%.1e", value).replaceFirst("e([+-])0", "e$1");
      }
      int digits = (int) Math.max(0, Math.ceil(-Math.log10(tick) - 1e-9));
      return format("%." + digits + "f", value);
    }
  }

  /** The chart as an {@code svg} element. */
  String svg(String title) {
    Axis across = axis(true);
    Axis up = axis(false);
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            WIDTH, HEIGHT, Html.text(title)));
    for (double tick : up.ticks()) {
      double y = up.at(tick, HEIGHT - BOTTOM, TOP);
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT, WIDTH - RIGHT, y, y));
      svg.append(
          format(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT - 8, y + 4, up.text(tick)));
    }
    for (double tick : across.ticks()) {
      double x = across.at(tick, LEFT, WIDTH - RIGHT);
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              x, HEIGHT - BOTTOM + 18, across.text(tick)));
    }
    svg.append(
        format(
            "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, Html.text(xLabel)));
    svg.append(
        format(
            "<text class=\"axis\" x=\"%d\" y=\"14\" text-anchor=\"middle\""
                + " transform=\"rotate(-90)\">%s</text>",
            -(TOP + HEIGHT - BOTTOM) / 2, Html.text(yLabel)));
    lines.forEach(line -> draw(svg, line, across, up));
    return svg.append("</svg>").toString();
  }

  private static void draw(StringBuilder svg, Line line, Axis across, Axis up) {
    StringBuilder points = new StringBuilder();
    StringBuilder marks = new StringBuilder();
    for (int i : kept(line, across)) {
      String x = format("%.1f", across.at(line.x()[i], LEFT, WIDTH - RIGHT));
      String y = format("%.1f", up.at(line.y()[i], HEIGHT - BOTTOM, TOP));
      points.append(x).append(',').append(y).append(' ');
      if (line.marked()) {
        marks.append(
            format("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"3\"/>", line.style(), x, y));
      }
    }
    svg.append(
        format("<polyline class=\"%s\" points=\"%s\"/>", line.style(), points.toString().strip()));
    svg.append(marks);
  }

  private static List<Integer> kept(Line line, Axis across) {
    List<Integer> kept = new ArrayList<>();
    int from = 0;
    while (from < line.x().length) {
      long column = Math.round(across.at(line.x()[from], LEFT, WIDTH - RIGHT));
      int low = from;
      int high = from;
      int to = from;
      while (to < line.x().length
          && Math.round(across.at(line.x()[to], LEFT, WIDTH - RIGHT)) == column) {
        low = line.y()[to] < line.y()[low] ? to : low;
        high = line.y()[to] > line.y()[high] ? to : high;
        to++;
      }
      kept.add(from);
      if (Math.min(low, high) > from) {
        kept.add(Math.min(low, high));
      }
      if (Math.max(low, high) > Math.max(from, Math.min(low, high))) {
        kept.add(Math.max(low, high));
      }
      from = to;
    }
    return kept;
  }

  private Axis axis(boolean across) {
    double least = fromZero && !across ? 0 : Double.POSITIVE_INFINITY;
    double most = fromZero && !across ? 0 : Double.NEGATIVE_INFINITY;
    for (Line line : lines) {
      for (double value : across ? line.x() : line.y()) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    return Axis.of(least, most);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
