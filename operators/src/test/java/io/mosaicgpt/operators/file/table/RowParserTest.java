package io.mosaicgpt.operators.file.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.generation.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowParserTest {
  private static final TableLayout CSV = new TableLayout(TableKind.CSV, ';', 100);
  private static final TableLayout JSONL = new TableLayout(TableKind.JSONL, ',', 100);

  private static RawRecord record(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new RawRecord(1, bytes, bytes.length);
  }

  private static Row csv(String text) throws RowException {
    return new RowParser(CSV, List.of("a", "b")).row(record(text));
  }

  private static Row jsonl(String text) throws RowException {
    return new RowParser(JSONL, List.of()).row(record(text));
  }

  @Test
  void valuesAreSeparatedAndQuotedAsRfc4180Says() throws RowException {
    assertThat(csv("1;2").json()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
    assertThat(csv(";").json()).isEqualTo("{\"a\":\"\",\"b\":\"\"}");
    assertThat(csv("\"x;\"\"y\"\"\n\";5\" nail").json())
        .isEqualTo("{\"a\":\"x;\\\"y\\\"\\n\",\"b\":\"5\\\" nail\"}");
  }

  @Test
  void aRecordThatDoesNotFitSaysWhy() {
    assertThatThrownBy(() -> csv("1;2;3")).hasMessageContaining("3 values, but there are 2");
    assertThatThrownBy(() -> csv("1")).hasMessageContaining("1 values, but there are 2");
    assertThatThrownBy(() -> csv("1;\"2")).hasMessageContaining("value 2 begins with a quote");
    assertThatThrownBy(() -> csv("\"1\"x;2")).hasMessageContaining("behind its closing quote");
  }

  @Test
  void aHeaderNamesEachColumnOnce() throws RowException {
    assertThat(RowParser.header(record("a; \"b\" ;c d"), CSV)).containsExactly("a", "\"b\"", "c d");
    assertThatThrownBy(() -> RowParser.header(record("a;b;a"), CSV))
        .hasMessageContaining("two columns are called 'a'");
    assertThatThrownBy(() -> RowParser.header(record("a;;b"), CSV))
        .hasMessageContaining("column 2 has no name");
  }

  @Test
  void aJsonObjectStaysAsItIs() throws RowException {
    String text = " { \"b\" : 1.50e3, \"a\" : [ 1 ], \"n\" : null, \"t\" : \"ä\" } ";

    Row row = jsonl(text);

    assertThat(row.json()).isEqualTo(text.strip());
    assertThat(row.text("t")).contains("ä");
    assertThat(row.text("n")).isEmpty();
    assertThat(row.text("a")).isEmpty();
    assertThat(row.text("none")).isEmpty();
  }

  @Test
  void whatIsNoObjectSaysWhy() {
    assertThatThrownBy(() -> jsonl("[1]")).hasMessageContaining("no JSON object");
    assertThatThrownBy(() -> jsonl("{\"a\":1} x")).hasMessageContaining("no JSON");
    assertThatThrownBy(() -> jsonl("{\"a\":1,\"a\":2}")).hasMessageContaining("Duplicate");
  }

  @Test
  void bytesThatAreNoTextSayWhy() {
    RawRecord latin = new RawRecord(1, new byte[] {'{', (byte) 0xE4, '}'}, 3);

    assertThatThrownBy(() -> new RowParser(JSONL, List.of()).row(latin))
        .hasMessageContaining("no UTF-8")
        .extracting(e -> ((RowException) e).code())
        .isEqualTo(ErrorCode.UNREADABLE_EVENT);
    assertThatThrownBy(
            () -> new RowParser(JSONL, List.of()).row(new RawRecord(1, new byte[100], 200)))
        .hasMessageContaining("200 bytes, of which 100")
        .extracting(e -> ((RowException) e).code())
        .isEqualTo(ErrorCode.EVENT_TOO_LARGE);
  }
}
