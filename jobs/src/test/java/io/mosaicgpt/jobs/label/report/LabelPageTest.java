package io.mosaicgpt.jobs.label.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LabelPageTest {
  /** What rows of strangers may hold. */
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "</td></table><img src=x onerror=alert(1)>",
          "\" onmouseover=\"alert(1)\" x=\"",
          "' onfocus='alert(1)' autofocus='",
          "</style><style>body{display:none}</style>",
          "<!-- ]]> --> &amp; &#60;script&#62;",
          "javascript:alert(1)",
          "a\u2028b\u2029c\u0000d\u001Be\u0085f",
          "\uD800 half \uDC00 of \uDBFF",
          "\u202Ereversed\u202C \uFFFE\uFFFF",
          "x".repeat(100_000),
          "😀".repeat(400),
          "",
          "   ",
          "%s %d %n ${x} #{y}",
          "=cmd|' /C calc'!A0");

  @TempDir Path directory;

  private static LabelReport report(List<String> labels) {
    return new LabelReport(
        new RunFacts("rows", Map.of("instruction", "say <b>what</b>"), labels, 1, 3, 10, 0));
  }

  private Document page(LabelReport report) throws Exception {
    Path file = directory.resolve("report.html");
    report.writeHtml(file);
    String html = Files.readString(file, StandardCharsets.UTF_8);
    // As HTML that is also XML it can be read by a parser that lets nothing pass.
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html.replace("<!DOCTYPE html>", ""))));
  }

  private static LabelledRow row(int line, String truth, String label, String text, double p) {
    return new LabelledRow(
        "rows.csv",
        line,
        Optional.ofNullable(truth),
        Optional.of(label),
        p,
        Map.of(label, p, "next", 1 - p),
        text,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void hostileRowsStayText() throws Exception {
    LabelReport report = report(HOSTILE);
    int line = 1;
    for (String truth : HOSTILE) {
      for (String label : HOSTILE) {
        report.add(
            new LabelledRow(
                truth,
                line++,
                Optional.of(truth),
                Optional.of(label),
                0.5,
                Map.of(label, 0.5, truth + "!", 0.25),
                truth + label,
                Optional.empty(),
                Optional.empty()));
      }
      report.add(
          new LabelledRow(
              truth,
              line++,
              Optional.empty(),
              Optional.empty(),
              Double.NaN,
              Map.of(),
              truth,
              Optional.of(truth),
              Optional.of(truth)));
    }

    Document page = page(report);

    for (String element : List.of("script", "img", "iframe", "b", "object", "link", "base")) {
      assertThat(page.getElementsByTagName(element).getLength()).as(element).isZero();
    }
    assertThat(page.getElementsByTagName("style").getLength()).isEqualTo(1);
    NodeList all = page.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      for (int a = 0; a < all.item(i).getAttributes().getLength(); a++) {
        String name = all.item(i).getAttributes().item(a).getNodeName();
        assertThat(name).doesNotStartWith("on").isNotEqualTo("src");
      }
    }
    assertThat(Files.size(directory.resolve("report.html"))).isLessThan(2_000_000);
    report.writeJson(directory.resolve("report.json"));
    assertThat(new ObjectMapper().readTree(directory.resolve("report.json").toFile()).path("rows"))
        .hasToString(String.valueOf(line - 1));
    assertThat(LabelReport.isOne(directory.resolve("report.html"))).isTrue();
    assertThat(LabelReport.isOne(directory.resolve("report.json"))).isTrue();
    Path other = Files.writeString(directory.resolve("other.json"), "{\"rows\": 1}");
    assertThat(LabelReport.isOne(other)).isFalse();
  }

  @Test
  void nothingIsFetchedAndEveryLinkLeadsSomewhere() throws Exception {
    LabelReport report = report(List.of());
    for (int i = 0; i < 3_000; i++) {
      report.add(row(i, "label " + i % 150, "label " + i * 7 % 149, "text " + i, 0.3 + i / 6e3));
    }
    page(report);

    String html = Files.readString(directory.resolve("report.html"));
    // But for the name of XHTML's namespace.
    assertThat(html.replace("http://www.w3.org/1999/xhtml", ""))
        .doesNotContain("http:", "https:", "url(", "@import", "<script", "<link");
    Set<String> targets = all("href=\"#([^\"]*)\"", html);
    assertThat(targets).hasSizeGreaterThan(100);
    assertThat(all("id=\"([^\"]*)\"", html)).containsAll(targets);
    // 150 labels: a part of the matrix at once, all of it on demand.
    assertThat(html).contains("The whole matrix: 150 labels");
  }

  private static Set<String> all(String pattern, String html) {
    return Pattern.compile(pattern)
        .matcher(html)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void aReportOfNothingAndOneWithoutTruthAreToBeRead() throws Exception {
    assertThat(page(report(List.of("a"))).getDocumentElement().getTextContent())
        .contains("0 rows", "No row was given a label.", "Every row was answered.")
        .doesNotContain("NaN");

    LabelReport report = report(List.of("a"));
    report.add(row(1, null, "a", "hello", 0.7));
    assertThat(page(report).getDocumentElement().getTextContent())
        .contains("Least confident rows", "hello")
        .doesNotContain("NaN", "Confusions", "accuracy");
  }

  @Test
  void everythingRightIsToBeReadToo() throws Exception {
    LabelReport report = report(List.of("a", "b"));
    report.add(row(1, "a", "a", "hello", 1));
    report.add(row(2, "b", "b", "world", Double.NaN));

    assertThat(page(report).getDocumentElement().getTextContent())
        .contains("No label was given for another.", "100.0 %")
        .doesNotContain("NaN");
    assertThat(report.summary())
        .first()
        .asString()
        .isEqualTo("2 rows in 3.0 s (0.67 rows/s, 3.33 tokens/s).");
  }

  @Test
  void aWrongTruthIsAWarning() throws IOException {
    LabelReport report = report(List.of("a", "next"));
    report.add(row(1, "A", "a", "hello", 0.9));
    report.add(row(2, "a", "a", "world", 0.9));

    assertThat(report.summary())
        .contains(
            "1 label of the truth was not to choose from, so that 1 row cannot be right: 'A'.");
  }
}
