package io.mosaicgpt.operators.file.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
  private static final TableLayout CSV = new TableLayout(TableKind.CSV, ',', 100);
  private static final TableLayout JSONL = new TableLayout(TableKind.JSONL, ',', 100);

  private static List<String> read(String text, TableLayout layout) throws IOException {
    List<String> records = new ArrayList<>();
    try (RecordReader reader = reader(text, layout, 0, 0)) {
      for (RawRecord record = reader.next(); record != null; record = reader.next()) {
        records.add(record.line() + ":" + new String(record.bytes(), UTF_8));
      }
    }
    return records;
  }

  private static RecordReader reader(String text, TableLayout layout, int offset, long lines) {
    byte[] bytes = text.getBytes(UTF_8);
    return new RecordReader(
        new ByteArrayInputStream(bytes, offset, bytes.length - offset), layout, offset, lines);
  }

  @Test
  void linesEndWithALineFeedOrTheText() throws IOException {
    assertThat(read("a\nb\r\nc", JSONL)).containsExactly("1:a", "2:b", "3:c");
    assertThat(read("", JSONL)).isEmpty();
  }

  @Test
  void blankLinesCountAndAreNoRows() throws IOException {
    assertThat(read("\n a\n \t\r\n\nb\n\n", JSONL)).containsExactly("2: a", "5:b");
    assertThat(read("a,b\n\n\r\n1,2\n", CSV)).containsExactly("1:a,b", "4:1,2");
  }

  @Test
  void aLineBreakBetweenQuotesBelongsToTheRow() throws IOException {
    assertThat(read("a,b\n1,\"x\ny\r\nz\"\n2,\"\"\"\n\"\n3,4\n", CSV))
        .containsExactly("1:a,b", "2:1,\"x\ny\r\nz\"", "5:2,\"\"\"\n\"", "7:3,4");
  }

  @Test
  void aQuoteWithinAValueIsNoQuote() throws IOException {
    assertThat(read("5\" nail,b\nc\"\n", CSV)).containsExactly("1:5\" nail,b", "2:c\"");
    assertThat(read("{\"a\":\"\n\n", JSONL)).containsExactly("1:{\"a\":\"");
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws IOException {
    assertThat(read("\uFEFF\"a\nb\",c\n1,2", CSV)).containsExactly("1:\"a\nb\",c", "3:1,2");
    assertThat(read("\uFEFF", CSV)).isEmpty();
    assertThat(read("a\n\uFEFFb", JSONL)).containsExactly("1:a", "2:\uFEFFb");
  }

  @Test
  void whoBeginsBehindAnyRowReadsTheSame() throws IOException {
    String text = "\uFEFFa,b\n\n1,\"x\n\ny\"\r\n2,z\n\n3,ö\n";
    List<String> all = read(text, CSV);
    try (RecordReader reader = reader(text, CSV, 0, 0)) {
      for (int i = 1; reader.next() != null; i++) {
        RecordReader rest = reader(text, CSV, Math.toIntExact(reader.offset()), reader.lines());
        List<String> seen = new ArrayList<>();
        for (RawRecord record = rest.next(); record != null; record = rest.next()) {
          seen.add(record.line() + ":" + new String(record.bytes(), UTF_8));
        }
        assertThat(seen).isEqualTo(all.subList(i, all.size()));
      }
    }
  }

  @Test
  void ofARowThatIsTooLongTheBeginningIsHeld() throws IOException {
    TableLayout short_ = new TableLayout(TableKind.JSONL, ',', 4);
    try (RecordReader reader = reader("abcd\r\nabcde\nx\n", short_, 0, 0)) {
      RawRecord fits = reader.next();
      RawRecord cut = reader.next();

      assertThat(fits.isCut()).isFalse();
      assertThat(fits.bytes()).asString(UTF_8).isEqualTo("abcd");
      assertThat(cut.isCut()).isTrue();
      assertThat(cut.size()).isEqualTo(5);
      assertThat(cut.bytes()).asString(UTF_8).isEqualTo("abcd");
      assertThat(reader.next().line()).isEqualTo(3);
    }
  }

  @Test
  void aHugeRowIsNotHeld() throws IOException {
    long size = 200L << 20;
    InputStream huge =
        new InputStream() {
          private long left = size;

          @Override
          public int read() {
            throw new UnsupportedOperationException("one byte at a time takes too long");
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            int count = (int) Math.min(length, left);
            java.util.Arrays.fill(bytes, from, from + count, (byte) 'x');
            left -= count;
            return count == 0 ? -1 : count;
          }
        };
    try (RecordReader reader = new RecordReader(huge, CSV, 0, 0)) {
      RawRecord record = reader.next();

      assertThat(record.size()).isEqualTo(size);
      assertThat(record.bytes()).hasSize(100);
      assertThat(reader.next()).isNull();
    }
  }
}
