package io.mosaicgpt.operators.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.operators.wire.FileOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesFormatTest {
  private static final int MAX = 200;

  @TempDir private Path directory;

  @Test
  void linesAreNumberedAsAnEditorDoes() throws IOException {
    String text = "\uFEFF" + event("a") + "\r\n\n  \t\r\n" + event("b") + "\n\n" + event("c");

    List<DecodedEvent> events = file(text).events(MAX);

    assertThat(events)
        .extracting(DecodedEvent::origin)
        .containsExactly(origin(1), origin(4), origin(6));
    assertThat(ids(events)).containsExactly("a", "b", "c");
    assertThat(events.get(0).payload()).isEqualTo(event("a").getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\uFEFF", "\uFEFF\r\n", " ", "\n\n\r\n"})
  void aFileWithoutEventsHasNone(String text) throws IOException {
    assertThat(file(text).events(MAX)).isEmpty();
  }

  /**
   * Each is read as Avro on a topic, or not at all, but a file of lines of JSON is no place for it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | begins with byte 0x68, and not with a brace",
        "2024 | begins with byte 0x32, and not with a brace",
        "null | begins with byte 0x6E, and not with a brace",
        "[1] | is a list",
        "{ | at column 2: Unexpected end-of-input",
        "{} | has no field request_id",
        "{\"request_id\":null} | Field request_id of the JSON event must be a text, but is null",
      })
  void aLineThatIsNoInstructionIsAnUnreadableEvent(String line, String sentence)
      throws IOException {
    List<DecodedEvent> events = file(event("a") + "\n" + line + "\n" + event("b")).events(MAX);

    assertThat(ids(events)).containsExactly("a", null, "b");
    Unreadable bad = (Unreadable) events.get(1);
    assertThat(bad.code()).isEqualTo(ErrorCode.UNREADABLE_EVENT);
    assertThat(bad.message()).contains(sentence);
    assertThat(bad.origin()).isEqualTo(origin(2));
    assertThat(bad.payload()).isEqualTo(line.getBytes(UTF_8));
  }

  @Test
  void aLineThatIsNotUtf8IsAnUnreadableEvent() throws IOException {
    byte[] latin = "{\"request_id\":\"gr\u00fcn\"}\n{\"request_id\":\"b\"}".getBytes(ISO_8859_1);

    List<DecodedEvent> events = EventFile.of(path("in.jsonl"), latin).events(MAX);

    assertThat(((Unreadable) events.get(0)).message()).contains("is not UTF-8");
    assertThat(ids(events)).containsExactly(null, "b");
  }

  @Test
  void theLargestLineIsTakenWhateverStandsAroundIt() throws IOException {
    String largest = largest(0);

    List<DecodedEvent> events =
        file("\uFEFF" + largest + "\r\n" + largest + "\n" + largest).events(MAX);

    assertThat(ids(events)).containsExactly("a", "a", "a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "\r\nmore"})
  void aLargerLineIsAnUnreadableEventWithIdsAndSize(String end) throws IOException {
    List<DecodedEvent> events = file("\n" + largest(1) + end).events(MAX);

    Unreadable bad = (Unreadable) events.get(0);
    assertThat(bad.code()).isEqualTo(ErrorCode.EVENT_TOO_LARGE);
    assertThat(bad.message()).contains("has 201 bytes, of which this job accepts 200");
    assertThat(bad.ids().requestId()).isEqualTo("a");
    assertThat(bad.origin()).isEqualTo(origin(2));
    assertThat(bad.payload()).hasSize(MAX);
    assertThat(bad.payloadSize()).isEqualTo(MAX + 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReaderGoesOnBehindAnyEvent(boolean compressed) throws IOException {
    for (long seed = 1; seed <= 5; seed++) {
      byte[] text = randomText(new Random(seed));
      int cut = text.length / 3;
      EventFile file =
          compressed
              ? EventFile.of(
                  path("in" + seed + ".jsonl.GZ"),
                  EventFile.gzip(
                      Arrays.copyOf(text, cut), Arrays.copyOfRange(text, cut, text.length)))
              : EventFile.of(path("in" + seed + ".jsonl"), text);
      List<EventFile.Read> all = file.read(MAX);
      List<String> told = all.stream().map(JsonLinesFormatTest::told).toList();

      assertThat(all).as("of seed %d", seed).hasSizeGreaterThan(100);
      for (int i = 0; i < all.size(); i++) {
        assertThat(
                file.readFrom(all.get(i).behind(), MAX).stream()
                    .map(JsonLinesFormatTest::told)
                    .toList())
            .as("behind event %d of seed %d", i, seed)
            .isEqualTo(told.subList(i + 1, told.size()));
      }
    }
  }

  /** Everything that is to be the same. */
  private static String told(EventFile.Read read) {
    DecodedEvent event = read.event();
    return String.join(
        " ",
        event.getClass().getSimpleName(),
        event.origin().place(),
        HexFormat.of().formatHex(event.payload()),
        event instanceof Unreadable bad ? bad.message() + bad.payloadSize() : "",
        read.behind().toString());
  }

  @Test
  void aBatchIsSmall() throws IOException {
    String many = (event("a") + "\n").repeat(1000);
    try (var reader =
        new JsonLinesFormat(MAX).createReader(new Configuration(), file(many).split())) {
      var batch = reader.readBatch();
      int events = 0;
      while (batch.next() != null) {
        events++;
      }

      assertThat(events).isEqualTo(64);
    }
  }

  /** So that each attempt reads the same. */
  @Test
  void whatIsAppendedIsNotRead() throws IOException {
    EventFile file = file(event("a") + "\n");
    Files.writeString(file.path(), event("a") + "\n" + event("b") + "\n");

    assertThat(ids(file.events(MAX))).containsExactly("a");
  }

  @Test
  void aFileThatBecameShorterFailsTheJob() throws IOException {
    EventFile file = file(event("a") + "\n" + event("b") + "\n");
    Files.writeString(file.path(), event("a") + "\n");

    assertThatIOException()
        .isThrownBy(() -> file.read(MAX))
        .withMessageContaining("in.jsonl cannot be read behind line 1: it has become shorter, by ");
  }

  @Test
  void anEmptyCompressedFileHasNoEvents() throws IOException {
    assertThat(EventFile.of(path("in.gz"), EventFile.gzip(new byte[0])).events(MAX)).isEmpty();
  }

  @Test
  void aCompressedFileThatIsCutShortFailsTheJob() throws IOException {
    byte[] whole = EventFile.gzip((event("a") + "\n").getBytes(UTF_8));
    for (int length = 0; length < whole.length; length++) {
      EventFile file = EventFile.of(path("in.gz"), Arrays.copyOf(whole, length));

      assertThatIOException()
          .as("cut behind %d of %d bytes", length, whole.length)
          .isThrownBy(() -> file.read(MAX))
          .withMessageContaining("in.gz cannot be read");
    }
  }

  /** The JDK's own stream takes it for the end. */
  @Test
  void damageBehindAMemberOfACompressedFileFailsTheJob() throws IOException {
    byte[] member = EventFile.gzip((event("a") + "\n").getBytes(UTF_8));
    byte[] damaged = Arrays.copyOf(member, 2 * member.length);
    System.arraycopy(member, 0, damaged, member.length, member.length);
    damaged[member.length] ^= 1;
    EventFile file = EventFile.of(path("in.gz"), damaged);

    assertThatIOException().isThrownBy(() -> file.read(MAX));
  }

  private EventFile file(String text) throws IOException {
    return EventFile.of(path("in.jsonl"), text);
  }

  private Path path(String name) {
    return directory.resolve(name);
  }

  private FileOrigin origin(long line) {
    return new FileOrigin(path("in.jsonl").toString(), line);
  }

  private static String event(String id) {
    return "{\"request_id\":\"" + id + "\"}";
  }

  /** An event of as many bytes as are accepted, or more. */
  private static String largest(int more) {
    String beginning = "{\"request_id\":\"a\",\"prompt\":\"";
    return beginning + "x".repeat(MAX + more - beginning.length() - 2) + "\"}";
  }

  private static List<String> ids(List<DecodedEvent> events) {
    return events.stream()
        .map(event -> event instanceof Readable r ? r.instruction().getRequestId() : null)
        .toList();
  }

  /**
   * Good and bad lines of all lengths, of letters of all lengths, with both ends, and blank ones.
   */
  private static byte[] randomText(Random random) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(random.nextBoolean() ? "\uFEFF".getBytes(UTF_8) : new byte[0]);
    for (int i = 0; i < 200; i++) {
      switch (random.nextInt(6)) {
        case 0 -> text.writeBytes(" ".repeat(random.nextInt(3)).getBytes(UTF_8));
        case 1 -> text.writeBytes(new byte[] {'{', (byte) 0xFF, (byte) random.nextInt(10)});
        case 2 -> text.writeBytes("\u00fc\uD83D\uDE42".repeat(random.nextInt(60)).getBytes(UTF_8));
        default -> text.writeBytes(event("\u00e4\uD83D\uDE42" + i).getBytes(UTF_8));
      }
      if (i < 199 || random.nextBoolean()) {
        text.writeBytes((random.nextBoolean() ? "\n" : "\r\n").getBytes(UTF_8));
      }
    }
    return text.toByteArray();
  }
}
