package io.mosaicgpt.operators.file.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.operators.wire.DecodedEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFormatTest {
  private static final TableLayout CSV = new TableLayout(TableKind.CSV, ',', 1000);

  private static final String TEXT =
      """
      text,n
      a,1
      "b

      b",2

      c,3,3
      "d,\r
      ",4\r
      e,5""";

  private static final List<String> EVENTS =
      List.of("2 a", "3 b\n\nb", "7 unreadable_event", "8 d,\r\n", "10 e");

  @TempDir private java.nio.file.Path directory;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = new Path(Files.writeString(directory.resolve("in.csv"), TEXT).toString());
    Files.writeString(directory.resolve("job.json"), "{\"job\": \"this one\"}");
  }

  private static FileSourceSplit split(Path path, long begin, long end, long lines) {
    return new FileSourceSplit(
        "1",
        path,
        begin,
        end - begin,
        0,
        end,
        new String[0],
        new CheckpointedPosition(begin, lines));
  }

  private ResultPlace place() {
    return new ResultPlace(
        directory.toString(), directory.resolve("job.json").toString(), "this one");
  }

  private List<RecordAndPosition<DecodedEvent>> read(FileSourceSplit split, SelectedRows selected)
      throws IOException {
    List<RecordAndPosition<DecodedEvent>> events = new ArrayList<>();
    TableFormat format = new TableFormat(CSV, new ContextRequests("text"), selected, place());
    try (BulkFormat.Reader<DecodedEvent> reader =
        format.restoreReader(new Configuration(), split)) {
      BulkFormat.RecordIterator<DecodedEvent> batch = reader.readBatch();
      while (batch != null) {
        RecordAndPosition<DecodedEvent> event = batch.next();
        while (event != null) {
          events.add(
              new RecordAndPosition<>(
                  event.getRecord(), event.getOffset(), event.getRecordSkipCount()));
          event = batch.next();
        }
        batch = reader.readBatch();
      }
    }
    return events;
  }

  private static List<String> texts(List<RecordAndPosition<DecodedEvent>> events) {
    return events.stream()
        .map(event -> event.getRecord())
        .map(
            event -> {
              String line = event.origin().place().replaceFirst(".*:", "");
              return event instanceof DecodedEvent.Readable readable
                  ? line + " " + readable.instruction().getContext()
                  : line + " " + ((DecodedEvent.Unreadable) event).code().code();
            })
        .toList();
  }

  @Test
  void aFileIsReadWithTheNumbersOfItsLines() throws IOException {
    assertThat(texts(read(split(file, 0, TEXT.length(), 0), SelectedRows.ALL))).isEqualTo(EVENTS);
  }

  @Test
  void splitsBetweenAnyTwoRowsReadTheSame() throws IOException {
    try (RecordReader rows =
        new RecordReader(new ByteArrayInputStream(TEXT.getBytes(UTF_8)), CSV, 0, 0)) {
      rows.next();
      while (rows.next() != null) {
        List<RecordAndPosition<DecodedEvent>> both = new ArrayList<>();
        both.addAll(read(split(file, 0, rows.offset(), 0), SelectedRows.ALL));
        both.addAll(
            read(split(file, rows.offset(), TEXT.length(), rows.lines()), SelectedRows.ALL));

        assertThat(texts(both)).isEqualTo(EVENTS);
      }
    }
  }

  @Test
  void whoIsRestoredBehindAnyRowGoesOnWithTheNext() throws IOException {
    List<RecordAndPosition<DecodedEvent>> all =
        read(split(file, 0, TEXT.length(), 0), SelectedRows.ALL);
    for (int i = 0; i < all.size(); i++) {
      FileSourceSplit behind =
          split(file, 0, TEXT.length(), 0)
              .updateWithCheckpointedPosition(
                  new CheckpointedPosition(
                      all.get(i).getOffset(), all.get(i).getRecordSkipCount()));

      assertThat(texts(read(behind, SelectedRows.ALL)))
          .isEqualTo(EVENTS.subList(i + 1, EVENTS.size()));
    }
  }

  @Test
  void aCompressedFileIsReadLikeAnother() throws IOException {
    java.nio.file.Path packed = directory.resolve("in.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(TEXT.getBytes(UTF_8));
    }
    Path path = new Path(packed.toString());

    assertThat(texts(read(split(path, 0, TEXT.length(), 0), SelectedRows.ALL))).isEqualTo(EVENTS);
    assertThat(texts(read(split(path, 11, TEXT.length(), 2), SelectedRows.ALL)))
        .isEqualTo(EVENTS.subList(1, 5));
  }

  @Test
  void someRowsAreReadByTheirLines() throws IOException {
    SelectedRows some = SelectedRows.of(Map.of(file.getPath(), new long[] {8, 3}));

    assertThat(texts(read(split(file, 0, TEXT.length(), 0), some)))
        .containsExactly("3 b\n\nb", "8 d,\r\n");
  }

  @Test
  void aFileThatHasBecomeShorterFails() throws IOException {
    Files.writeString(directory.resolve("in.csv"), "text,n\na,1\n");

    assertThatThrownBy(() -> read(split(file, 0, TEXT.length(), 0), SelectedRows.ALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shorter");
  }

  @Test
  void aFileThatThisMachineDoesNotHaveIsNamed() {
    Path gone = new Path(directory.resolve("gone.csv").toString());

    assertThatThrownBy(() -> read(split(gone, 0, TEXT.length(), 0), SelectedRows.ALL))
        .isInstanceOf(RefusedPlaceException.class)
        .hasMessageContaining("cannot read input " + gone);
  }
}
