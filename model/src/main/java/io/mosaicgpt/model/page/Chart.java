package io.mosaicgpt.model.page;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of lines and bars over a number, as SVG that takes its colours from the page. Points
 * beyond what can be told apart are left out: of each pixel's the first, the lowest and the highest
 * are kept.
 */
public final class Chart {
  private final String xLabel;
  private final String yLabel;
  private final List<Line> lines = new ArrayList<>();
  private final List<StyledBar> bars = new ArrayList<>();
  private double leastAcross = Double.POSITIVE_INFINITY;
  private double mostAcross = Double.NEGATIVE_INFINITY;
  private double leastUp = Double.POSITIVE_INFINITY;
  private double mostUp = Double.NEGATIVE_INFINITY;

  /**
   * Sizes of a chart, in its own units, which are about pixels where it is shown.
   *
   * @param style class of the element
   * @param left room for the numbers of the vertical axis and its name
   * @param ticks about how many numbers the horizontal axis has
   */
  public record Frame(String style, int width, int height, int left, int ticks) {
    /** For screens that have the room. */
    public static final Frame WIDE = new Frame("broad", 680, 260, 76, 5);

    /** For phones. */
    public static final Frame NARROW = new Frame("narrow", 344, 240, 64, 3);

    /** As high as it is wide. */
    public static final Frame SQUARE = new Frame("square", 330, 320, 52, 5);

    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int BOTTOM = 44;
    private static final int TICKS_UP = 5;

    private int end() {
      return width - RIGHT;
    }

    private int base() {
      return height - BOTTOM;
    }
  }

  /**
   * A bar from {@code from} to {@code to}, which begins at {@code low} and ends at {@code high}.
   */
  public record Bar(double from, double to, double low, double high) {}

  private record StyledBar(String style, Bar bar, double opacity, String title) {}

  /**
   * An empty chart.
   *
   * @param xLabel what runs to the right, with its unit
   * @param yLabel what runs up, with its unit
   * @param fromZero whether the vertical axis begins with 0
   */
  public Chart(String xLabel, String yLabel, boolean fromZero) {
    this.xLabel = requireNonNull(xLabel, "xLabel is null");
    this.yLabel = requireNonNull(yLabel, "yLabel is null");
    if (fromZero) {
      up(0, 0);
    }
  }

  /** Makes room on the horizontal axis for these numbers and what is between them. */
  public Chart across(double from, double to) {
    leastAcross = Math.min(leastAcross, from);
    mostAcross = Math.max(mostAcross, to);
    return this;
  }

  /** Makes room on the vertical axis for these numbers and what is between them. */
  public Chart up(double from, double to) {
    leastUp = Math.min(leastUp, from);
    mostUp = Math.max(mostUp, to);
    return this;
  }

  /** A line's points, and what it is drawn in: a class of the page's style. */
  private record Line(String style, double[] x, double[] y, boolean marked) {}

  /** Adds a line; {@code marked} draws its points too. */
  public Chart line(String style, double[] x, double[] y, boolean marked) {
    lines.add(new Line(style, x.clone(), y.clone(), marked));
    for (int i = 0; i < x.length; i++) {
      across(x[i], x[i]);
      up(y[i], y[i]);
    }
    return this;
  }

  /**
   * Adds a bar.
   *
   * @param style class of the page's style
   * @param opacity from 0 to 1
   * @param title what it stands for
   */
  public Chart bar(String style, Bar bar, double opacity, String title) {
    bars.add(new StyledBar(style, bar, opacity, title));
    across(bar.from(), bar.to());
    return up(bar.low(), bar.high());
  }

  /** Lowest and highest number of an axis, and the distance of its ticks. */
  private record Axis(double from, double to, double tick) {
    static Axis of(double least, double most, int ticks) {
      double span = most > least ? most - least : Math.max(Math.abs(most), 1) * 0.1;
      double rough = span / ticks;
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

  /** The chart twice, of which the page's style shows the one for the screen's width. */
  public String svg(String title) {
    return svg(title, Frame.WIDE) + svg(title, Frame.NARROW);
  }

  /** The chart as an {@code svg} element. */
  public String svg(String title, Frame frame) {
    Axis across = Axis.of(leastAcross, mostAcross, frame.ticks());
    Axis up = Axis.of(leastUp, mostUp, Frame.TICKS_UP);
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg class=\"%s\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            frame.style(), frame.width(), frame.height(), Html.text(title)));
    axes(svg, frame, across, up);
    bars.forEach(bar -> draw(svg, bar, frame, across, up));
    lines.forEach(line -> draw(svg, line, frame, across, up));
    return svg.append("</svg>").toString();
  }

  private void axes(StringBuilder svg, Frame frame, Axis across, Axis up) {
    for (double tick : up.ticks()) {
      double y = up.at(tick, frame.base(), Frame.TOP);
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              frame.left(), frame.end(), y, y));
      svg.append(
          format(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              frame.left() - 8, y + 4, up.text(tick)));
    }
    for (double tick : across.ticks()) {
      double x = across.at(tick, frame.left(), frame.end());
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              x, frame.base() + 18, across.text(tick)));
    }
    svg.append(
        format(
            "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
            (frame.left() + frame.end()) / 2, frame.height() - 6, Html.text(xLabel)));
    svg.append(
        format(
            "<text class=\"axis\" x=\"%d\" y=\"14\" text-anchor=\"middle\""
                + " transform=\"rotate(-90)\">%s</text>",
            -(Frame.TOP + frame.base()) / 2, Html.text(yLabel)));
  }

  private static void draw(StringBuilder svg, StyledBar styled, Frame frame, Axis across, Axis up) {
    Bar bar = styled.bar();
    double x = across.at(bar.from(), frame.left(), frame.end());
    double width = across.at(bar.to(), frame.left(), frame.end()) - x;
    double y = up.at(bar.high(), frame.base(), Frame.TOP);
    double height = up.at(bar.low(), frame.base(), Frame.TOP) - y;
    svg.append(
        format(
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
                + " fill-opacity=\"%.2f\"><title>%s</title></rect>",
            styled.style(),
            x + 1,
            y,
            Math.max(1, width - 2),
            height,
            styled.opacity(),
            Html.text(styled.title())));
  }

  private static void draw(StringBuilder svg, Line line, Frame frame, Axis across, Axis up) {
    StringBuilder points = new StringBuilder();
    StringBuilder marks = new StringBuilder();
    for (int i : kept(line, frame, across)) {
      String x = format("%.1f", across.at(line.x()[i], frame.left(), frame.end()));
      String y = format("%.1f", up.at(line.y()[i], frame.base(), Frame.TOP));
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

  private static List<Integer> kept(Line line, Frame frame, Axis across) {
    List<Integer> kept = new ArrayList<>();
    int from = 0;
    while (from < line.x().length) {
      long column = Math.round(across.at(line.x()[from], frame.left(), frame.end()));
      int low = from;
      int high = from;
      int to = from;
      while (to < line.x().length
          && Math.round(across.at(line.x()[to], frame.left(), frame.end())) == column) {
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

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
