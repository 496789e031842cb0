package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.file.EventBatch;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.RequestIds;
import io.mosaicgpt.operators.wire.RowOrigin;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.connector.file.src.reader.BulkFormat;

/**
 * An event per row, readable or not. An event's position is the place behind its row: bytes of the
 * text before it, and lines before it.
 */
final class RowReader implements BulkFormat.Reader<DecodedEvent> {
  /** request_id has a limit, and paths may be longer; ids need not be unique. */
  private static final int LONGEST_NAME_IN_ID = 900;

  /** Of a row that is none, what a person needs to know it again. */
  private static final int SHOWN_BYTES = 4096;

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
    EventBatch batch = new EventBatch();
    while (!batch.isFull()) {
      RawRecord record = next();
      if (record == null) {
        break;
      }
      if (selected.has(name, record.line())) {
        batch.add(event(record), records.offset(), records.lines(), record.bytes().length);
      }
    }
    return batch.isEmpty() ? null : batch;
  }

  private RawRecord next() throws IOException {
    try {
      return records.next();
    } catch (IOException e) {
      String where = records.lines() == 0 ? "" : " behind line " + records.lines();
      throw new IOException("%s cannot be read%s: %s".formatted(name, where, e.getMessage()), e);
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
          Arrays.copyOf(record.bytes(), Math.min(record.bytes().length, SHOWN_BYTES)),
          record.size());
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
}
