package io.mosaicgpt.integration.events;

import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** One event of every kind that must end as a dead letter. */
public final class BadEvents {
  private static final String UNREADABLE = "unreadable_event";
  private static final String INVALID = "invalid_request";
  private static final String UNSUPPORTED = "unsupported_form";
  private static final String TOO_LONG = "prompt_too_long";

  private final List<BadEvent> events = new ArrayList<>();

  private BadEvents() {}

  /** All of them. */
  public static List<BadEvent> all() {
    BadEvents bad = new BadEvents();
    bad.bytes();
    bad.json();
    bad.prompts();
    bad.sampling();
    return bad.events;
  }

  private void bytes() {
    byte[] good = Encodings.singleObject(instruction("good").build());
    byte[] datum = Encodings.datum(instruction("good").build());
    add("tombstone", null, UNREADABLE, "has no value");
    add("no bytes", new byte[0], UNREADABLE, "has no value");
    add("random odd bytes", random(1), UNREADABLE, "no accepted encoding");
    add("random even bytes", random(2), UNREADABLE, "cannot be read as Avro");
    add("cut single object", Arrays.copyOf(good, good.length / 2), UNREADABLE, "Avro");
    add("cut header", Arrays.copyOf(good, 5), UNREADABLE, "no complete header");
    add("cut datum", Arrays.copyOf(datum, datum.length / 2), UNREADABLE, "Avro");
    add("too long datum", Arrays.copyOf(datum, datum.length + 3), UNREADABLE, "3 bytes before");
    byte[] stranger = good.clone();
    stranger[4]++;
    add("unknown fingerprint", stranger, UNREADABLE, "knows no schema with fingerprint");
    add("framed", new byte[] {0, 0, 0, 0, 1, 2, 'a'}, UNREADABLE, "has no registry");
    byte[] surrogate = datum.clone();
    // Half a surrogate pair, as UTF-8 does not allow it, in place of three letters of request_id.
    System.arraycopy(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0xBD}, 0, surrogate, 1, 3);
    add("half a surrogate pair in Avro", surrogate, UNREADABLE, "not UTF-8");
    add(
        "ten megabytes",
        Encodings.singleObject(instruction("big").setInstruction("x".repeat(10 << 20)).build()),
        "event_too_large",
        "max-event-bytes");
  }

  private void json() {
    json("unknown field", "{\"request_id\":\"a\",\"prompt\":\"b\",\"tone\":\"c\"}", "tone");
    json("cut JSON", "{\"request_id\":\"a\",\"prompt\":", "cannot be read");
    json("wrong type", "{\"request_id\":5,\"prompt\":\"b\"}", "request_id");
    json("no request_id", "{\"prompt\":\"b\"}", "no field request_id");
    json("two objects", "{\"request_id\":\"a\",\"prompt\":\"b\"}{}", "one object per event");
    json("a field twice", "{\"request_id\":\"a\",\"request_id\":\"b\"}", "request_id");
    json("half a surrogate pair", "{\"request_id\":\"a\",\"prompt\":\"\\ud83d\"}", "surrogate");
    json("deep JSON", "{\"metadata\":" + "[".repeat(500), "JSON");
    byte[] latin = "{\"request_id\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);
    add("JSON in Latin-1", latin, UNREADABLE, "not UTF-8");
  }

  private void prompts() {
    invalid("empty request_id", i -> i.setRequestId(""), "request_id is empty");
    invalid("blank instruction", i -> i.setInstruction(" \n\t"), "instruction is blank");
    invalid("two prompts", i -> i.setPrompt("b"), "set exactly one");
    invalid("no prompt", i -> i.setInstruction(null), "set exactly one");
    invalid("context alone", i -> i.setInstruction(null).setPrompt("b").setContext("c"), "context");
    invalid("empty prompt", i -> i.setInstruction(null).setPrompt(""), "prompt is empty");
    ids("no token ids", List.of(), INVALID, "at least one");
    ids("negative token id", List.of(5, -1), INVALID, "outside the vocabulary");
    ids("unknown token id", List.of(5, 70_000), INVALID, "outside the vocabulary");
    ids("many token ids", Collections.nCopies(2_000, 5), TOO_LONG, "has 2000 tokens");
    add("long prompt", avro(i -> i.setInstruction("word ".repeat(5_000))), TOO_LONG, "shorten");
    add("huge prompt", avro(i -> i.setInstruction("a".repeat(900_000))), TOO_LONG, "shorten");
    invalid("an empty choice", i -> i.setChoices(List.of("yes", "")), "choices is blank");
    invalid("a choice twice", i -> i.setChoices(List.of("yes", "no", "yes")), "twice");
    invalid("two forms", i -> i.setRegex("a+").setJsonSchema("{}"), "set at most one");
    invalid(
        "a form and labels", i -> i.setRegex("a+").setChoices(List.of("a", "b")), "at most one");
    form("a long form", i -> i.setRegex("(ab){900}"), INVALID, "max_tokens is");
    form("a broken regex", i -> i.setRegex("a("), UNSUPPORTED, "regular expression");
    form("a regex that is not regular", i -> i.setRegex("(a+)\\1"), UNSUPPORTED, "back-references");
    form("a regex of the empty answer", i -> i.setRegex("()"), UNSUPPORTED, "the empty answer");
    invalid("no time", i -> i.setTimeoutMs(0L), "timeout_ms");
  }

  private void sampling() {
    sampling("negative max_tokens", s -> s.setMaxTokens(-5), "max_tokens is -5");
    sampling("no max_tokens", s -> s.setMaxTokens(0), "max_tokens is 0");
    sampling("min over max", s -> s.setMaxTokens(2).setMinTokens(3), "min_tokens is 3");
    sampling("temperature", s -> s.setTemperature(-0.1), "temperature is -0.1");
    sampling("no temperature", s -> s.setTemperature(Double.NaN), "temperature is NaN");
    sampling("hot", s -> s.setTemperature(Double.POSITIVE_INFINITY), "temperature is Infinity");
    sampling("top_p", s -> s.setTopP(1.5), "top_p is 1.5");
    sampling("top_k", s -> s.setTopK(-2), "top_k is -2");
    sampling("min_p", s -> s.setMinP(2.0), "min_p is 2.0");
    sampling("repetition", s -> s.setRepetitionPenalty(0.0), "repetition_penalty is 0.0");
    sampling("presence", s -> s.setPresencePenalty(9.0), "presence_penalty is 9.0");
    sampling("frequency", s -> s.setFrequencyPenalty(-9.0), "frequency_penalty is -9.0");
    sampling("empty stop", s -> s.setStop(List.of("")), "stop");
    sampling("many stops", s -> s.setStop(Collections.nCopies(17, "z")), "17 texts");
    sampling("stop token", s -> s.setStopTokenIds(List.of(-1)), "stop_token_ids is -1");
    sampling("logprobs", s -> s.setLogprobs(21), "logprobs is 21");
  }

  private void json(String name, String text, String says) {
    add(name, text.getBytes(StandardCharsets.UTF_8), UNREADABLE, says);
  }

  private void invalid(String name, Consumer<Instruction.Builder> change, String says) {
    add(name, avro(change), INVALID, says);
  }

  /** Forms are compiled beside the engine, when a request is in flight. */
  private void form(String name, Consumer<Instruction.Builder> change, String code, String says) {
    events.add(new BadEvent(name, avro(change), code, says, 1));
  }

  private void ids(String name, List<Integer> ids, String code, String says) {
    add(name, avro(i -> i.setInstruction(null).setPromptTokenIds(ids)), code, says);
  }

  private void sampling(String name, Consumer<SamplingOptions.Builder> change, String says) {
    SamplingOptions.Builder sampling = SamplingOptions.newBuilder();
    change.accept(sampling);
    add(name, avro(i -> i.setSampling(sampling.build())), INVALID, says);
  }

  private void add(String name, byte[] value, String code, String says) {
    events.add(new BadEvent(name, value, code, says));
  }

  private static byte[] avro(Consumer<Instruction.Builder> change) {
    Instruction.Builder instruction = instruction("bad");
    change.accept(instruction);
    return Encodings.singleObject(instruction.build());
  }

  private static Instruction.Builder instruction(String id) {
    return Instruction.newBuilder().setRequestId(id).setInstruction("Say something.");
  }

  /** Random bytes behind a first one. */
  private static byte[] random(int first) {
    byte[] bytes = new byte[200];
    new Random(first).nextBytes(bytes);
    bytes[0] = (byte) first;
    return bytes;
  }
}
