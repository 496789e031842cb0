package io.mosaicgpt.operators.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.schemas.EventHeader;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventHeadersTest {
  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void headersKeepTheirOrderTheirRepetitionsAndTheirNulls() {
    headers.add("traceparent", bytes("00-1-2-01")).add("a", bytes("1")).add("b", null);
    headers.add("a", new byte[] {(byte) 0xFF, 0}).add("a", null).add("", new byte[0]);

    assertThat(EventHeaders.of(headers))
        .containsExactly(
            header("traceparent", bytes("00-1-2-01")),
            header("a", bytes("1")),
            header("b", null),
            header("a", new byte[] {(byte) 0xFF, 0}),
            header("a", null),
            header("", new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-type",
        "Content-Type",
        "contentType",
        "content-encoding",
        "ce_datacontenttype",
        "ce_dataschema",
        "__value_schema_id",
        "__key_schema_id",
        "value.schema.id",
        "value.schema.version.id",
        "__TypeId__",
        "__ContentTypeId__",
        "__KeyTypeId__",
        "__Key_TypeId__",
        "apicurio.value.globalId",
        "apicurio.key.contentId",
        "apicurio.value.encoding",
      })
  void whatSaysHowTheEventsOwnBytesAreReadStaysBehind(String key) {
    headers.add("before", bytes("1")).add(key, bytes("x")).add("after", bytes("2"));

    assertThat(EventHeaders.of(headers))
        .extracting(EventHeader::getKey)
        .containsExactly("before", "after");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traceparent",
        "tracestate",
        "baggage",
        "b3",
        "ce_id",
        "ce_source",
        "ce_type",
        "kafka_correlationId",
        "spring_json_header_types",
        "schema",
        "type"
      })
  void whatSaysSomethingElseGoesAlong(String key) {
    headers.add(key, bytes("x"));

    assertThat(EventHeaders.of(headers)).containsExactly(header(key, bytes("x")));
  }

  @Test
  void oneThatIsTooLargeIsLeftOutAndThoseBehindItAreNot() {
    headers.add("large", new byte[16 << 10]).add("a", bytes("1"));
    headers.add("fits", new byte[(16 << 10) - 6]).add("b", null).add("", null);

    assertThat(EventHeaders.of(headers))
        .extracting(EventHeader::getKey)
        .containsExactly("a", "fits", "");
  }

  @Test
  void megabytesOfHeadersAreCutToAFew() {
    for (int i = 0; i < 200_000; i++) {
      headers.add("h" + i, new byte[10]);
    }

    long start = System.nanoTime();
    assertThat(EventHeaders.of(headers)).hasSize(64);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static EventHeader header(String key, byte[] value) {
    return new EventHeader(key, value == null ? null : ByteBuffer.wrap(value));
  }
}
