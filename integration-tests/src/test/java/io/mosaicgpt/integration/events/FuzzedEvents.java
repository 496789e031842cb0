package io.mosaicgpt.integration.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An endless stream of events that follows from its seed, none of which can be answered: each kind
 * is bad by the way it is made, so that nothing has to be asked what a decoder would make of it.
 */
public final class FuzzedEvents {
  private static final String UNREADABLE = "unreadable_event";
  private static final String INVALID = "invalid_request";
  private static final String TOO_LONG = "prompt_too_long";

  /** Larger than the longest prompt, smaller than the largest event that a job accepts. */
  private static final int HUGE = 900_000;

  private static final int DEEP = 100_000;

  private final Random random;

  public FuzzedEvents(long seed) {
    this.random = new Random(seed);
  }

  /** The next event. One in a thousand is huge, so that the others are many. */
  public BadEvent next() {
    if (random.nextInt(1_000) == 0) {
      return huge();
    }
    return switch (random.nextInt(5)) {
      case 0 -> noise();
      case 1 -> brokenAvro();
      case 2 -> brokenJson();
      case 3 -> absurdJson();
      default -> absurdAvro();
    };
  }

  private BadEvent noise() {
    byte[] noise = bytes(1 + random.nextInt(300));
    return switch (random.nextInt(4)) {
      case 0 -> {
        // Odd, and neither an opening brace nor the mark of single-object encoding.
        noise[0] = (byte) (0xE1 + 2 * random.nextInt(15));
        yield unreadable("noise", noise, "no accepted encoding");
      }
      case 1 -> unreadable("noise behind a header", join(header(), noise), "as Avro");
      case 2 -> unreadable("noise behind a brace", join(text("{"), noise), "JSON");
      default -> unreadable("framed noise", join(new byte[1], noise), "has no registry");
    };
  }

  private BadEvent brokenAvro() {
    byte[] good = Encodings.singleObject(instruction().build());
    byte[] datum = Arrays.copyOfRange(good, 10, good.length);
    return switch (random.nextInt(6)) {
      case 0 -> unreadable("cut", Arrays.copyOf(good, 10 + random.nextInt(datum.length)), "Avro");
      // Not shorter: one byte of it may be a blank, and nothing but white space is no Avro.
      case 1 -> unreadable("cut datum", Arrays.copyOf(datum, 2 + random.nextInt(19)), "Avro");
      case 2 -> unreadable("goes on", join(good, bytes(1 + random.nextInt(50))), "before");
      case 3 -> unreadable("newer schema", newerSchema(good), "knows no schema");
      case 4 -> unreadable("half a pair", halfAPair(datum), "not UTF-8");
      default -> unreadable("lengths beyond the event", join(header(), absurdLengths()), "claims");
    };
  }

  /** As a job of a later version would write it: the fingerprint of a schema that is not ours. */
  private byte[] newerSchema(byte[] good) {
    byte[] newer = join(good, text("a new field"));
    newer[2 + random.nextInt(8)] ^= (byte) (1 + random.nextInt(255));
    return newer;
  }

  private byte[] halfAPair(byte[] datum) {
    byte[] broken = datum.clone();
    byte[] half = {(byte) 0xED, (byte) (0xA0 + random.nextInt(32)), (byte) 0x80};
    System.arraycopy(half, 0, broken, 1, half.length); // the first letters of request_id
    return broken;
  }

  private byte[] absurdLengths() {
    long length =
        switch (random.nextInt(5)) {
          case 0 -> Integer.MAX_VALUE;
          case 1 -> 1L << 31;
          case 2 -> Long.MAX_VALUE;
          case 3 -> Long.MIN_VALUE;
          default -> 1_000 + random.nextInt(1 << 30);
        };
    boolean list = random.nextBoolean();
    return Encodings.datum(
        encoder -> {
          if (list) {
            encoder.writeString("a");
            for (int field = 0; field < 4; field++) {
              encoder.writeIndex(0); // custom_id, instruction, context, prompt
            }
            encoder.writeIndex(1); // prompt_token_ids
          }
          encoder.writeLong(length);
          if (length < 0) {
            encoder.writeLong(1); // a block's size comes behind a negative count
          }
        });
  }

  private BadEvent brokenJson() {
    String good =
        "{\"request_id\":\"%s\",\"prompt\":\"%s\",\"sampling\":{\"stop\":[\"a\"]}}"
            .formatted(word(), word());
    return switch (random.nextInt(6)) {
      case 0 -> json("cut JSON", good.substring(0, 1 + random.nextInt(good.length() - 1)), "JSON");
      case 1 -> json("two objects", good + good, "one object per event");
      case 2 -> json("half a pair", "{\"request_id\":\"" + halfEscape() + "\"}", "surrogate");
      // The sentence has to quote the name, which nothing can encode.
      case 3 -> json("half a pair in a name", "{\"" + halfEscape() + "\":1}", "unknown field");
      case 4 -> json("deep", "{\"metadata\":" + "{\"a\":".repeat(random.nextInt(400)), "JSON");
      default ->
          unreadable(
              "not UTF-8", good.replace("prompt", "pr\u00f6mpt").getBytes(ISO_8859_1), "UTF-8");
    };
  }

  private String halfEscape() {
    return String.format("\\ud%03x", 0x800 + random.nextInt(0x800));
  }

  private BadEvent absurdJson() {
    String field =
        pick(
            "\"request_id\":null",
            "\"request_id\":[]",
            "\"prompt\":{}",
            "\"prompt_token_ids\":[1,null]",
            "\"prompt_token_ids\":[2147483648]",
            "\"priority\":99999999999999999999",
            "\"priority\":1.5",
            "\"timeout_ms\":1e3",
            "\"timeout_ms\":9223372036854775808",
            "\"created_at\":\"soon\"",
            "\"created_at\":\"+1000000000-01-01T00:00:00Z\"",
            "\"metadata\":{\"a\":1}",
            "\"metadata\":[\"a\"]",
            "\"tone\":\"warm\"",
            "\"sampling\":{\"temperature\":1e999}",
            "\"sampling\":{\"temperature\":-1e999}",
            "\"sampling\":{\"temperature\":NaN}",
            "\"sampling\":{\"temperature\":Infinity}",
            "\"sampling\":{\"max_tokens\":9223372036854775807}",
            "\"sampling\":{\"max_tokens\":" + "9".repeat(1 + random.nextInt(2_000)) + "e1}",
            "\"sampling\":{\"top_p\":\"0.5\"}",
            "\"sampling\":{\"seed\":1e400}",
            "\"sampling\":{\"stop\":7}",
            "\"sampling\":7");
    // Its own request_id comes first, so that the event is bad for the field and nothing else.
    String id = field.contains("request_id") ? "" : "\"request_id\":\"" + word() + "\",";
    return json(field.substring(0, Math.min(40, field.length())), "{" + id + field + "}", "JSON");
  }

  private BadEvent absurdAvro() {
    double beyond = pick(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1e300);
    int negative = pick(-1, -2 - random.nextInt(1_000_000), Integer.MIN_VALUE);
    return switch (random.nextInt(17)) {
      case 0 -> sampling("temperature", s -> s.setTemperature(beyond));
      case 1 -> sampling("top_p", s -> s.setTopP(beyond));
      case 2 -> sampling("min_p", s -> s.setMinP(beyond));
      case 3 -> sampling("repetition_penalty", s -> s.setRepetitionPenalty(beyond));
      case 4 -> sampling("presence_penalty", s -> s.setPresencePenalty(beyond));
      case 5 -> sampling("frequency_penalty", s -> s.setFrequencyPenalty(beyond));
      case 6 -> sampling("max_tokens", s -> s.setMaxTokens(negative));
      case 7 -> sampling("min_tokens", s -> s.setMinTokens(negative));
      case 8 -> sampling("top_k", s -> s.setTopK(negative));
      case 9 -> sampling("logprobs", s -> s.setLogprobs(negative));
      case 10 -> sampling("stop_token_ids", s -> s.setStopTokenIds(List.of(negative)));
      case 11 -> sampling("stop", s -> s.setStop(List.of("")));
      case 12 -> invalid("timeout_ms", i -> i.setTimeoutMs(pick(0L, -1L, Long.MIN_VALUE)));
      case 13 -> invalid("vocabulary", i -> ids(i, List.of(5, Integer.MAX_VALUE)));
      case 14 -> invalid("request_id", i -> i.setRequestId("").setCustomId(word()));
      case 15 -> invalid("choices", i -> i.setChoices(Collections.nCopies(2, word())));
      default -> invalid("choices", i -> i.setChoices(labels(1_001 + random.nextInt(1_000))));
    };
  }

  private BadEvent huge() {
    return switch (random.nextInt(8)) {
      case 0 -> event("huge prompt", avro(i -> i.setInstruction(null).setPrompt(hugeText())));
      case 1 -> event("huge instruction", avro(i -> i.setInstruction(hugeText())));
      case 2 -> event("huge context", avro(i -> i.setContext(hugeText())));
      case 3 -> event("many token ids", avro(i -> ids(i, Collections.nCopies(HUGE, 5))));
      case 4 -> event("a huge choice", avro(i -> i.setChoices(List.of("a", hugeText()))));
      case 5 -> invalid("request_id", i -> i.setRequestId(hugeText()));
      case 6 -> unreadable("very deep", text("{\"metadata\":" + "[".repeat(DEEP)), "JSON");
      default ->
          new BadEvent(
              "larger than accepted",
              avro(i -> i.setMetadata(Collections.singletonMap("a", "b".repeat(1 << 20)))),
              "event_too_large",
              "max-event-bytes");
    };
  }

  private String hugeText() {
    return pick("a", " b", "\u00f6", "\ud83d\ude42", "\n\u0001").repeat(HUGE / 4);
  }

  private static BadEvent event(String name, byte[] value) {
    return new BadEvent(name, value, TOO_LONG, "shorten");
  }

  private static Instruction.Builder ids(Instruction.Builder instruction, List<Integer> ids) {
    return instruction.setInstruction(null).setPromptTokenIds(ids);
  }

  private static List<String> labels(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private BadEvent sampling(String word, Consumer<SamplingOptions.Builder> change) {
    SamplingOptions.Builder sampling = SamplingOptions.newBuilder();
    change.accept(sampling);
    return invalid(word, i -> i.setSampling(sampling.build()));
  }

  private BadEvent invalid(String word, Consumer<Instruction.Builder> change) {
    return new BadEvent(word, avro(change), INVALID, word.replace("stop_token_ids", "stop"));
  }

  private BadEvent json(String name, String text, String says) {
    return unreadable(name, text(text), says);
  }

  private static BadEvent unreadable(String name, byte[] value, String says) {
    return new BadEvent(name, value, UNREADABLE, says);
  }

  private byte[] avro(Consumer<Instruction.Builder> change) {
    Instruction.Builder instruction = instruction();
    change.accept(instruction);
    return Encodings.singleObject(instruction.build());
  }

  /** A good one. */
  private Instruction.Builder instruction() {
    return Instruction.newBuilder().setRequestId("bad-" + word()).setInstruction("Say " + word());
  }

  private static byte[] header() {
    Instruction any = Instruction.newBuilder().setRequestId("a").build();
    return Arrays.copyOf(Encodings.singleObject(any), 10);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private String word() {
    return IntStream.range(0, 4 + random.nextInt(20))
        .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(26))))
        .collect(Collectors.joining());
  }

  @SafeVarargs
  private <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
