package io.mosaicgpt.operators.kafka;

import io.mosaicgpt.schemas.EventHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The headers of an event's record that go to its results: all but those that say how the event's
 * own key and value are to be read, as far as they fit. They are kept with the request in every
 * checkpoint, so a stranger must not have megabytes of them kept.
 */
final class EventHeaders {
  /** Most headers of an event that are kept. */
  static final int MOST = 64;

  /** Most bytes of their keys and values together. */
  static final int MOST_BYTES = 16 << 10;

  /** In lower case. On a result, which is another value, each would be wrong. */
  private static final Set<String> ABOUT_THE_BYTES =
      Set.of(
          // HTTP's words, CloudEvents' and Spring Cloud Stream's.
          "content-type",
          "contenttype",
          "originalcontenttype",
          "content-encoding",
          "contentencoding",
          "content-length",
          "ce_datacontenttype",
          "ce_dataschema",
          // Schema registries: Confluent's, AWS's and Azure's clients, Cloudera's.
          "__key_schema_id",
          "__value_schema_id",
          "key.schema.id",
          "value.schema.id",
          "key.schema.version.id",
          "value.schema.version.id",
          // Spring's names of Java classes.
          "__typeid__",
          "__contenttypeid__",
          "__keytypeid__",
          "__key_typeid__",
          "__key_contenttypeid__",
          "__key_keytypeid__",
          "spring.deserializer.value.delegate",
          "spring.deserializer.key.delegate");

  /** What Apicurio's registry says about keys and values. */
  private static final String APICURIO = "apicurio.";

  private EventHeaders() {}

  /** In their order; one that does not fit is left out, and later ones may fit again. */
  static List<EventHeader> of(Headers headers) {
    List<EventHeader> kept = new ArrayList<>();
    int bytesLeft = MOST_BYTES;
    for (Header header : headers) {
      if (kept.size() == MOST) {
        break;
      }
      int bytes = size(header);
      if (bytes <= bytesLeft && !isAboutTheBytes(header.key())) {
        bytesLeft -= bytes;
        byte[] value = header.value();
        kept.add(new EventHeader(header.key(), value == null ? null : ByteBuffer.wrap(value)));
      }
    }
    return kept;
  }

  private static int size(Header header) {
    int value = header.value() == null ? 0 : header.value().length;
    return value + header.key().getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isAboutTheBytes(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return ABOUT_THE_BYTES.contains(lower) || lower.startsWith(APICURIO);
  }
}
