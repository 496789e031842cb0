package io.mosaicgpt.operators.generate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.state.AdmittedEvent;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.operators.wire.InstructionDecoder;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.operators.wire.RecordEncoder;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Instructions with values that no caller means, whole and with some bytes changed: each becomes a
 * request or a dead letter that every encoding can write. {@code -Dmosaicgpt.fuzz.seed=N} takes
 * others, {@code -Dmosaicgpt.fuzz.events=N} more or fewer.
 */
class HostileRequestTest {
  private static final long SEED = Long.getLong("mosaicgpt.fuzz.seed", 20260101);
  private static final int EVENTS = Integer.getInteger("mosaicgpt.fuzz.events", 40_000);
  private static final int[] INTS = {1, 2, 7, 0, -1, 300, Integer.MAX_VALUE, Integer.MIN_VALUE};
  private static final double[] DOUBLES = {
    1, 0.5, 0, -0.0, 2, -1, 1e300, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY
  };
  private static final String[] TEXTS = {
    "a", "a b", "", " ", "\0", "\ud83d\ude42", "\u202e", "\ufeff", "{instruction}", "../../etc/x"
  };

  private final Random random = new Random(SEED);
  private final InstructionDecoder decoder = new InstructionDecoder(1 << 20, Optional.empty());
  private final Admission admission =
      new Admission(FakeEngine.served("hash", 64), GenerateOptions.defaults());
  private final List<RecordEncoder<Instruction>> events;
  private final List<RecordEncoder<DeadLetter>> letters;

  HostileRequestTest() throws IOException {
    events = encoders(Instruction.getClassSchema());
    letters = encoders(DeadLetter.getClassSchema());
  }

  private static <T extends SpecificRecord> List<RecordEncoder<T>> encoders(Schema schema)
      throws IOException {
    return List.of(
        RecordEncoding.JSON.encoder(schema, "t", Optional.empty()),
        RecordEncoding.AVRO.encoder(schema, "t", Optional.empty()));
  }

  @BeforeAll
  static void say() {
    System.out.println("[INFO] Hostile requests are made of seed " + SEED);
  }

  @Test
  void eachIsARequestOrADeadLetterThatCanBeWritten() throws IOException {
    int requests = 0;
    for (int i = 0; i < EVENTS; i++) {
      byte[] event = events.get(random.nextInt(2)).encode(instruction());
      event = i % 2 == 0 ? event : changed(event);
      DeadLetter letter = letter(event);
      if (letter == null) {
        requests++;
      } else {
        assertSound(i, letter);
      }
    }
    assertThat(requests).as("events that are requests").isBetween(EVENTS / 100, EVENTS * 9 / 10);
  }

  private void assertSound(int event, DeadLetter letter) {
    // No assertions of a library on the usual way: this runs a hundred thousand times.
    int length = letter.getMessage().length();
    if (length < 20 || length > 1_500 || letter.getCode().isEmpty()) {
      assertThat(letter.getMessage()).as("sentence of event %d", event).hasSizeBetween(20, 1_500);
    }
    for (RecordEncoder<DeadLetter> encoder : letters) {
      assertThat(encoder.encode(letter).length).as("bytes of event %d", event).isLessThan(1 << 17);
    }
  }

  /** What becomes of an event; null for a request. */
  private DeadLetter letter(byte[] value) throws IOException {
    KafkaOrigin origin = new KafkaOrigin("in", 1, 2, -1, new byte[] {-1});
    DecodedEvent event = decoder.decode(value, origin);
    if (event instanceof Unreadable unreadable) {
      return DeadLetterWriter.unreadable(unreadable, OptionalLong.empty(), 5);
    }
    Instruction instruction = ((Readable) event).instruction();
    try {
      long deadline = admission.deadlineMillis(instruction, 5);
      admission.request(
          1, instruction, admission.labels(instruction), admission.settled(instruction), deadline);
      return null;
    } catch (RequestException e) {
      return DeadLetterWriter.refused(
          AdmittedEvent.of(instruction, origin, value, OptionalLong.empty()),
          e.code(),
          e.getMessage(),
          0,
          5);
    }
  }

  private Instruction instruction() {
    Instruction.Builder instruction = Instruction.newBuilder().setRequestId(text() + text());
    if (random.nextInt(4) > 0) {
      instruction.setPrompt("a " + text());
    } else {
      instruction.setInstruction(maybe(text())).setContext(maybe(text()));
      instruction.setPromptTokenIds(maybe(Collections.nCopies(random.nextInt(4), integer())));
    }
    if (random.nextInt(4) == 0) {
      switch (random.nextInt(6)) {
        case 0 -> instruction.setLabelScoring(random.nextBoolean() ? "mean" : text());
        case 1 -> instruction.setLabelThreshold(number());
        case 2 -> instruction.setLabelFallback(text());
        case 3 -> instruction.setMultiLabel(random.nextBoolean());
        case 4 -> instruction.setLabelCalibration(random.nextBoolean() ? "contextual" : text());
        default -> instruction.setChoiceDescriptions(Map.of(text(), text()));
      }
    }
    return instruction
        .setCustomId(maybe(text()))
        .setChoices(random.nextInt(4) == 0 ? List.of(text(), text()) : List.of())
        .setSampling(random.nextBoolean() ? sampling() : null)
        .setPriority(integer())
        .setTimeoutMs(maybe(pick(1L, Long.MAX_VALUE, 0L, Long.MIN_VALUE)))
        .setCreatedAt(maybe(Instant.ofEpochMilli(pick(0L, Long.MAX_VALUE, Long.MIN_VALUE))))
        .setMetadata(random.nextBoolean() ? Map.of(text(), text()) : Map.of())
        .build();
  }

  /** Mostly one strange value, so that the others do not hide what it does. */
  private SamplingOptions sampling() {
    SamplingOptions.Builder sampling = SamplingOptions.newBuilder();
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      switch (random.nextInt(14)) {
        case 0 -> sampling.setMaxTokens(integer());
        case 1 -> sampling.setMinTokens(integer());
        case 2 -> sampling.setTemperature(number());
        case 3 -> sampling.setTopP(number());
        case 4 -> sampling.setTopK(integer());
        case 5 -> sampling.setMinP(number());
        case 6 -> sampling.setRepetitionPenalty(number());
        case 7 -> sampling.setPresencePenalty(number());
        case 8 -> sampling.setFrequencyPenalty(number());
        case 9 -> sampling.setSeed(pick(0L, Long.MAX_VALUE, Long.MIN_VALUE));
        case 10 -> sampling.setStop(Collections.nCopies(random.nextInt(20), text()));
        case 11 -> sampling.setStopTokenIds(List.of(integer(), integer()));
        case 12 -> sampling.setIgnoreEos(random.nextBoolean());
        default -> sampling.setLogprobs(integer());
      }
    }
    return sampling.build();
  }

  /** Replaces, flips, cuts or repeats a few bytes. */
  private byte[] changed(byte[] event) {
    byte[] bytes = event;
    for (int n = 1 + random.nextInt(3); n > 0 && bytes.length > 1; n--) {
      int at = random.nextInt(bytes.length);
      ByteBuffer longer = ByteBuffer.allocate(2 * bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> bytes = longer.put(bytes).put(bytes, 0, at).array();
      }
    }
    if (random.nextInt(4) == 0) {
      // Half a pair, escaped, where a value or a name of JSON may be.
      bytes = new String(bytes, ISO_8859_1).replaceFirst("a", "\\\\ud800").getBytes(ISO_8859_1);
    }
    return bytes;
  }

  private int integer() {
    return INTS[random.nextInt(INTS.length)];
  }

  private double number() {
    return DOUBLES[random.nextInt(DOUBLES.length)];
  }

  private String text() {
    return random.nextInt(50) == 0
        ? TEXTS[random.nextInt(TEXTS.length)].repeat(3_000)
        : TEXTS[random.nextInt(TEXTS.length)];
  }

  private <T> T maybe(T value) {
    return random.nextBoolean() ? value : null;
  }

  private long pick(long... values) {
    return values[random.nextInt(values.length)];
  }
}
