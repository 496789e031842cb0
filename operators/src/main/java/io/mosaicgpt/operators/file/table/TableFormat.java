package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.file.FileName;
import io.mosaicgpt.operators.state.DecodedEventTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;

/**
 * Files of rows. Splits were cut between rows by somebody who counted lines, and each begins with
 * its position: bytes of the text and lines of the file before its first row. So a split that
 * begins in the middle of a file numbers its lines, and one that is restored is no other case.
 */
final class TableFormat implements BulkFormat<DecodedEvent, FileSourceSplit> {
  private static final long serialVersionUID = 1L;

  private final TableLayout layout;
  private final RowRequests requests;
  private final SelectedRows selected;
  private final ResultPlace place;

  /**
   * @param place looked at before a split is read
   */
  TableFormat(TableLayout layout, RowRequests requests, SelectedRows selected, ResultPlace place) {
    this.layout = requireNonNull(layout, "layout is null");
    this.requests = requireNonNull(requests, "requests is null");
    this.selected = requireNonNull(selected, "selected is null");
    this.place = requireNonNull(place, "place is null");
  }

  @Override
  public Reader<DecodedEvent> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    throw new IOException("a split without a position: " + split);
  }

  @Override
  public Reader<DecodedEvent> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    place.require();
    String name = FileName.of(split.path());
    try {
      return reader(split, name);
    } catch (FileNotFoundException e) {
      throw ResultPlace.unread(name, e);
    }
  }

  private RowReader reader(FileSourceSplit split, String name) throws IOException {
    CheckpointedPosition position = split.getReaderPosition().orElseThrow();
    long end = split.offset() + split.length();
    List<String> header =
        layout.kind() == TableKind.CSV ? header(split.path(), name, end) : List.of();
    RecordReader records =
        new RecordReader(
            TableText.between(split.path(), position.getOffset(), end),
            layout,
            position.getOffset(),
            position.getRecordsAfterOffset());
    if (layout.kind() == TableKind.CSV && position.getOffset() == 0) {
      records.next(); // the header
    }
    return new RowReader(name, records, new RowParser(layout, header), requests, selected);
  }

  private List<String> header(Path path, String name, long end) throws IOException {
    try (RecordReader records = new RecordReader(TableText.between(path, 0, end), layout, 0, 0)) {
      return RowParser.header(records.next(), layout);
    } catch (RowException e) {
      throw new IOException("%s has no header any more: %s".formatted(name, e.getMessage()), e);
    }
  }

  @Override
  public boolean isSplittable() {
    return true;
  }

  @Override
  public TypeInformation<DecodedEvent> getProducedType() {
    return DecodedEventTypeInfo.INSTANCE;
  }
}
