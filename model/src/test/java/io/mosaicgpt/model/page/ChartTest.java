package io.mosaicgpt.model.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ChartTest {
  private static Element svg(Chart chart) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(chart.svg("a < b & \"c\"", Chart.Frame.WIDE))));
    return document.getDocumentElement();
  }

  @Test
  void axesHaveRoundNumbersAndLabels() throws Exception {
    Element svg =
        svg(
            new Chart("step", "loss (nats)", true)
                .line("raw", new double[] {1, 50, 96}, new double[] {3.2, 1.1, 0.4}, true));

    assertThat(svg.getAttribute("aria-label")).isEqualTo("a < b & \"c\"");
    assertThat(texts(svg))
        .containsExactly(
            "0.0",
            "0.5",
            "1.0",
            "1.5",
            "2.0",
            "2.5",
            "3.0",
            "3.5",
            "0",
            "20",
            "40",
            "60",
            "80",
            "100",
            "step",
            "loss (nats)");
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
  }

  private static List<String> texts(Element svg) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < svg.getElementsByTagName("text").getLength(); i++) {
      texts.add(svg.getElementsByTagName("text").item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void smallNumbersHaveExponents() throws Exception {
    Element svg =
        svg(
            new Chart("x", "y", true)
                .line("raw", new double[] {1, 2}, new double[] {0, 2e-3}, false));

    assertThat(texts(svg)).startsWith("0", "5.0e-4", "1.0e-3", "1.5e-3", "2.0e-3");
  }

  @Test
  void ofManyPointsTheExtremesAreDrawn() throws Exception {
    double[] x = new double[100_000];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
      y[i] = 1;
    }
    y[54_321] = 9; // a peak that no thinning may lose
    y[65_432] = -7;

    Element svg = svg(new Chart("x", "y", false).line("raw", x, y, false));

    String points = ((Element) svg.getElementsByTagName("polyline").item(0)).getAttribute("points");
    assertThat(points.split(" ", -1)).hasSizeLessThan(2_000);
    double top = Double.POSITIVE_INFINITY;
    double bottom = 0;
    for (String point : points.split(" ", -1)) {
      double height = Double.parseDouble(point.split(",", -1)[1]);
      top = Math.min(top, height);
      bottom = Math.max(bottom, height);
    }
    // From -10 to 10 over 204 pixels.
    assertThat(bottom - top).isBetween(162.0, 164.5);
  }

  @Test
  void oneValueAloneIsAChartToo() throws Exception {
    assertThat(
            svg(new Chart("x", "y", false).line("raw", new double[] {3}, new double[] {0}, true)))
        .isNotNull();
  }

  @Test
  void textsAreEscaped() {
    assertThat(Html.text("<a href=\"x\">&\u0000\n"))
        .isEqualTo("&lt;a href=&quot;x&quot;&gt;&amp;\uFFFD ");
  }
}
