package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.RequestIds;
import io.mosaicgpt.operators.wire.RowOrigin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.RecordAndPosition;

/**
 * An event per row, readable or not. An event's position is the place behind its row: bytes of the
 * text before it, and lines before it.
 */
final class RowReader implements BulkFormat.Reader<DecodedEvent> {
  /** A batch is held in memory. Events are few and heavy, so a batch need not bring many. */
  private static final int BATCHED_EVENTS = 64;

  private static final int BATCHED_BYTES = 256 << 10;

  /** request_id has a limit, and paths may be longer; ids need not be unique. */
  private static final int LONGEST_NAME_IN_ID = 900;

  private final String name;
  private final RecordReader records;
  private final RowParser parser;
  private final RowRequests requests;
  private final SelectedRows selected;

  /**
   * @param name of the file, for people
   */
  RowReader(
      String name,
      RecordReader records,
      RowParser parser,
      RowRequests requests,
      SelectedRows selected) {
    this.name = requireNonNull(name, "name is null");
    this.records = requireNonNull(records, "records is null");
    this.parser = requireNonNull(parser, "parser is null");
    this.requests = requireNonNull(requests, "requests is null");
    this.selected = requireNonNull(selected, "selected is null");
  }

  @Override
  public BulkFormat.RecordIterator<DecodedEvent> readBatch() throws IOException {
    List<RecordAndPosition<DecodedEvent>> events = new ArrayList<>();
    long bytes = 0;
    while (events.size() < BATCHED_EVENTS && bytes < BATCHED_BYTES) {
      RawRecord record = next();
      if (record == null) {
        break;
      }
      if (selected.has(name, record.line())) {
        events.add(new RecordAndPosition<>(event(record), records.offset(), records.lines()));
        bytes += record.bytes().length;
      }
    }
    return events.isEmpty() ? null : new Batch(events.iterator());
  }

  private RawRecord next() throws IOException {
    try {
      return records.next();
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be read behind line %d: %s".formatted(name, records.lines(), e.getMessage()),
          e);
    }
  }

  private DecodedEvent event(RawRecord record) {
    String json = "";
    try {
      Row row = parser.row(record);
      json = row.json();
      return new DecodedEvent.Readable(
          requests.of(row, id(record)), new RowOrigin(name, record.line(), json), null);
    } catch (RowException e) {
      return new DecodedEvent.Unreadable(
          e.code(),
          "%s, line %d: %s".formatted(name, record.line(), e.getMessage()),
          new RequestIds(id(record), null),
          new RowOrigin(name, record.line(), json),
          null);
    }
  }

  private String id(RawRecord record) {
    String end = name.substring(Math.max(0, name.length() - LONGEST_NAME_IN_ID));
    return end + ":" + record.line();
  }

  @Override
  public void close() throws IOException {
    records.close();
  }

  private record Batch(Iterator<RecordAndPosition<DecodedEvent>> events)
      implements BulkFormat.RecordIterator<DecodedEvent> {
    @Override
    public RecordAndPosition<DecodedEvent> next() {
      return events.hasNext() ? events.next() : null;
    }

    @Override
    public void releaseBatch() {}
  }
}
