package io.mosaicgpt.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.label.report.LabelledRow;
import io.mosaicgpt.operators.file.table.ResultColumns;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultWritersTest {
  private static final String ANSWERED =
      "{\"n\":1.50,\"text\":\"a;\\\"b\\\"\\n\",\"o\":{\"x\":[1]},\"label\":\"yes\",\"confidence\":0.75,"
          + "\"label_scores\":{\"yes\":0.75,\"no\":0.25},\"output_text\":\"yes\",\"error_code\":null,"
          + "\"error_message\":null,\"source_path\":\"f.csv\",\"source_line\":7}";

  private static final String REFUSED =
      "{\"label\":null,\"confidence\":null,\"label_scores\":null,\"output_text\":null,"
          + "\"error_code\":\"unreadable_event\",\"error_message\":\"No.\",\"source_path\":\"f.csv\","
          + "\"source_line\":9,\"error\":{\"code\":\"unreadable_event\",\"message\":\"No.\",\"line\":9}}";

  private static final ResultTable TABLE =
      new ResultTable(
          false,
          List.of("n", "text", "o"),
          ResultColumns.beside(List.of("n", "text", "o")),
          Optional.of("text"),
          Optional.of("o"));

  private static void write(ResultWriter writer) throws IOException {
    try (writer) {
      writer.write(ANSWERED, ResultRow.of(ANSWERED));
      writer.write(REFUSED, ResultRow.of(REFUSED));
    }
  }

  @Test
  void separatedValuesHaveTheInputsColumnsFirst() throws IOException {
    StringWriter out = new StringWriter();

    write(new CsvWriter(out, ';', TABLE));

    assertThat(out)
        .hasToString(
            """
            n;text;o;label;confidence;output_text;error_code;error_message;source_path;source_line
            1.50;"a;""b""
            ";"{""x"":[1]}";yes;0.75;yes;;;f.csv;7
            ;;;;;;unreadable_event;No.;f.csv;9
            """);
  }

  @Test
  void labelStudiosTasksHaveAPredictionWhereThereIsAnAnswer() throws IOException {
    StringWriter out = new StringWriter();

    write(new LabelStudioWriter(out, TABLE, "m"));

    assertThat(out)
        .hasToString(
            """
            [
            {"data":{"n":1.50,"text":"a;\\"b\\"\\n","o":{"x":[1]},"source_path":"f.csv","source_line":7},"predictions":[{"model_version":"m","score":0.75,"result":[{"from_name":"label","to_name":"text","type":"choices","value":{"choices":["yes"]}}]}]},
            {"data":{"source_path":"f.csv","source_line":9,"error_code":"unreadable_event","error_message":"No."},"predictions":[]}
            ]
            """);
  }

  @Test
  void failedRequestsOfABatchHaveAFileOfTheirOwn() throws IOException {
    StringWriter results = new StringWriter();
    StringWriter errors = new StringWriter();
    String answered = "{\"response\":{},\"error\":null}";

    try (ResultWriter writer = new BatchWriter(results, errors)) {
      writer.write(answered, ResultRow.of(answered));
      writer.write(REFUSED, ResultRow.of(REFUSED));
    }

    assertThat(results).hasToString(answered + "\n");
    assertThat(errors).hasToString(REFUSED + "\n");
  }

  @Test
  void aLineIsReadBackAsALabelledRow() {
    LabelledRow answered = TABLE.labelled(ResultRow.of(ANSWERED));
    LabelledRow refused = TABLE.labelled(ResultRow.of(REFUSED));

    assertThat(answered)
        .isEqualTo(
            new LabelledRow(
                "f.csv",
                7,
                Optional.of("{\"x\":[1]}"),
                Optional.of("yes"),
                0.75,
                Map.of("yes", 0.75, "no", 0.25),
                "a;\"b\"\n",
                Optional.empty(),
                Optional.empty()));
    assertThat(refused.label()).isEmpty();
    assertThat(refused.confidence()).isNaN();
    assertThat(refused.scores()).isEmpty();
    assertThat(refused.errorCode()).contains("unreadable_event");
  }

  @Test
  void aResultOfABatchIsReadBackToo() {
    ResultTable batch =
        new ResultTable(
            true, List.of(), ResultColumns.beside(List.of()), Optional.empty(), Optional.empty());

    LabelledRow row =
        batch.labelled(
            ResultRow.of(
                "{\"response\":{\"body\":{\"label\":\"a\",\"confidence\":0.5,\"label_scores\":{\"a\":0.5}}},\"error\":null,\"source_path\":\"f\",\"source_line\":2}"));

    assertThat(row.label()).contains("a");
    assertThat(row.scores()).containsEntry("a", 0.5);
    assertThat(row.errorCode()).isEmpty();
    assertThat(row.line()).isEqualTo(2);
  }

  @Test
  void aTallySaysWhatThereIs() {
    Tally tally = new Tally();
    tally.add(TABLE.labelled(ResultRow.of(ANSWERED)));
    assertThat(tally.sentence()).isEqualTo("1 row, answered.");

    tally.add(TABLE.labelled(ResultRow.of(REFUSED)));
    assertThat(tally.sentence()).isEqualTo("2 rows: 1 answered, 1 error row (1 unreadable_event).");
  }

  @Test
  void progressSaysHowFarItIs() {
    assertThat(LabelProgress.line(100, 50, 1_000, 5_000, 0.5, 3, 10))
        .isEqualTo(
            "150 of 1,000 rows (15 %)  5.0 rows/s  500 tokens/s  prefix hits 50 %  3 errors  2 min 50 s left");
    assertThat(LabelProgress.line(0, 0, 10, 0, 0, 0, 1)).endsWith("time left not known yet");
  }
}
