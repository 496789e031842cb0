package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.wire.StrictUtf8;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes rows of their bytes. Not thread-safe. */
public final class RowParser {
  private static final int LONGEST_REASON = 200;

  private final TableLayout layout;
  private final List<String> header;
  private final StrictUtf8 utf8 = new StrictUtf8();

  /**
   * @param header names of the columns of separated values; of no account elsewhere
   */
  public RowParser(TableLayout layout, List<String> header) {
    this.layout = requireNonNull(layout, "layout is null");
    this.header = List.copyOf(header);
  }

  /**
   * The names in the first record of a file of separated values.
   *
   * @throws RowException when they cannot be read, or one is blank or comes twice
   */
  public static List<String> header(RawRecord record, TableLayout layout) throws RowException {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name :
        CsvRecord.values(new RowParser(layout, List.of()).text(record), layout.delimiter())) {
      String column = name.strip();
      if (column.isEmpty()) {
        throw new RowException(
            ErrorCode.UNREADABLE_EVENT,
            "column %d has no name; give every column one".formatted(names.size() + 1));
      }
      if (!seen.add(column)) {
        throw new RowException(
            ErrorCode.UNREADABLE_EVENT,
            "two columns are called '%s'; give every column a name of its own".formatted(column));
      }
      names.add(column);
    }
    return names;
  }

  /**
   * The row that bytes are.
   *
   * @throws RowException when they are none
   */
  public Row row(RawRecord record) throws RowException {
    String text = text(record);
    return layout.kind() == TableKind.CSV ? ofValues(text) : ofJson(text);
  }

  private String text(RawRecord record) throws RowException {
    if (record.isCut()) {
      throw new RowException(
          ErrorCode.EVENT_TOO_LARGE,
          "it has %d bytes, of which %d are accepted; shorten it, or raise max-event-bytes"
              .formatted(record.size(), layout.maxRowBytes()));
    }
    try {
      return utf8.decode(ByteBuffer.wrap(record.bytes()));
    } catch (CharacterCodingException e) {
      throw new RowException(
          ErrorCode.UNREADABLE_EVENT, "it is no UTF-8 text; convert the file to UTF-8", e);
    }
  }

  private Row ofValues(String text) throws RowException {
    List<String> values = CsvRecord.values(text, layout.delimiter());
    if (values.size() != header.size()) {
      throw new RowException(
          ErrorCode.UNREADABLE_EVENT,
          "it has %d values, but there are %d columns; put values with '%s' in them in quotes"
              .formatted(values.size(), header.size(), layout.delimiter()));
    }
    ObjectNode columns = RowJson.MAPPER.createObjectNode();
    for (int i = 0; i < values.size(); i++) {
      columns.put(header.get(i), values.get(i));
    }
    return new Row(columns, columns.toString());
  }

  private static Row ofJson(String text) throws RowException {
    try {
      if (RowJson.MAPPER.readTree(text) instanceof ObjectNode columns) {
        return new Row(columns, text.strip());
      }
    } catch (JsonProcessingException e) {
      String why = e.getOriginalMessage().replaceAll("\\s+", " ");
      throw new RowException(
          ErrorCode.UNREADABLE_EVENT,
          "it is no JSON (%s); write one JSON object a line"
              .formatted(why.substring(0, Math.min(why.length(), LONGEST_REASON))),
          e);
    }
    throw new RowException(
        ErrorCode.UNREADABLE_EVENT, "it is no JSON object; write one JSON object a line");
  }
}
