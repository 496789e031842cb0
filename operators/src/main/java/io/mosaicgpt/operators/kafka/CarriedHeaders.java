package io.mosaicgpt.operators.kafka;

import io.mosaicgpt.operators.wire.RecordData;
import io.mosaicgpt.schemas.EventHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The event's headers in an output record: a field within Flink, headers on the topic. */
final class CarriedHeaders {
  private static final String FIELD = "headers";

  /** What Kafka writes beside a header's key and value: their two lengths. */
  private static final int LENGTHS_BYTES = 10;

  private CarriedHeaders() {}

  /** Empty for none. */
  @SuppressWarnings("unchecked") // The schemas say so.
  static List<EventHeader> of(SpecificRecord datum) {
    List<EventHeader> headers = (List<EventHeader>) datum.get(position(datum));
    return headers == null ? List.of() : headers;
  }

  /** The record as its topic has it. Shares everything else with the original. */
  @SuppressWarnings("unchecked") // A record of a schema is of its class.
  static <T extends SpecificRecord> T taken(T datum) {
    if (datum.get(position(datum)) == null) {
      return datum;
    }
    T copy = (T) RecordData.get().newRecord(null, datum.getSchema());
    for (Schema.Field field : datum.getSchema().getFields()) {
      copy.put(field.pos(), datum.get(field.pos()));
    }
    copy.put(position(datum), null);
    return copy;
  }

  private static int position(SpecificRecord datum) {
    return datum.getSchema().getField(FIELD).pos();
  }

  static Headers kafka(List<EventHeader> headers) {
    RecordHeaders all = new RecordHeaders();
    for (EventHeader header : headers) {
      all.add(header.getKey(), bytes(header.getValue()));
    }
    return all;
  }

  /** Bytes that they take in a record, at most. */
  static int size(List<EventHeader> headers) {
    int size = 0;
    for (EventHeader header : headers) {
      size += header.getKey().getBytes(StandardCharsets.UTF_8).length + LENGTHS_BYTES;
      size += header.getValue() == null ? 0 : header.getValue().remaining();
    }
    return size;
  }

  private static byte[] bytes(ByteBuffer value) {
    if (value == null) {
      return null;
    }
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }
}
