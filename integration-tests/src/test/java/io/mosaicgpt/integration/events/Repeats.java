package io.mosaicgpt.integration.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Records of a topic that are about the same event, compared byte for byte. */
public final class Repeats {
  /** Mark and schema fingerprint. */
  private static final int HEADER = 10;

  private final Collection<List<Map<String, ByteBuffer>>> byEvent;

  private Repeats(Collection<List<Map<String, ByteBuffer>>> byEvent) {
    this.byEvent = byEvent;
  }

  /**
   * Sorts records by event.
   *
   * @param values records in Avro's single-object encoding
   * @param identity fields that tell events apart
   */
  public static Repeats of(Schema schema, List<byte[]> values, String... identity) {
    return new Repeats(
        values.stream()
            .map(value -> fields(schema, value))
            .collect(
                Collectors.groupingBy(fields -> Arrays.stream(identity).map(fields::get).toList()))
            .values());
  }

  /** Events whose records are more than one. */
  public long events() {
    return byEvent.stream().filter(records -> records.size() > 1).count();
  }

  /** Fields in whose bytes records of one event differ. */
  public Set<String> differing() {
    Set<String> differing = new TreeSet<>();
    for (List<Map<String, ByteBuffer>> records : byEvent) {
      for (String field : records.get(0).keySet()) {
        if (new HashSet<>(records.stream().map(record -> record.get(field)).toList()).size() > 1) {
          differing.add(field);
        }
      }
    }
    return differing;
  }

  /** A record cut into its fields. */
  private static Map<String, ByteBuffer> fields(Schema schema, byte[] value) {
    Map<String, ByteBuffer> fields = new LinkedHashMap<>();
    ByteArrayInputStream bytes = new ByteArrayInputStream(value, HEADER, value.length - HEADER);
    BinaryDecoder decoder = DecoderFactory.get().directBinaryDecoder(bytes, null);
    try {
      for (Schema.Field field : schema.getFields()) {
        int begin = value.length - bytes.available();
        GenericDatumReader.skip(field.schema(), decoder);
        int end = value.length - bytes.available();
        fields.put(field.name(), ByteBuffer.wrap(value, begin, end - begin));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(bytes.available()).as("bytes behind the record").isZero();
    return fields;
  }
}
