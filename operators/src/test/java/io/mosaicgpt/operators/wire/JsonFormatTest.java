package io.mosaicgpt.operators.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.time.Instant;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFormatTest {
  private final JsonFormat format = new JsonFormat();

  @Test
  void fieldsThatAreLeftOutTakeTheirDefaults() throws Exception {
    Instruction instruction = read("{\"request_id\":\"a\",\"instruction\":\"Say hi\"}\n");

    assertThat(instruction)
        .isEqualTo(Instruction.newBuilder().setRequestId("a").setInstruction("Say hi").build());
    assertThat(instruction.getMetadata()).isEmpty();
  }

  @Test
  void defaultsAreNotSharedBetweenEvents() throws Exception {
    read("{\"request_id\":\"a\"}").getChoices().add("changed");

    assertThat(read("{\"request_id\":\"b\"}").getChoices()).isEmpty();
  }

  @Test
  void nullableFieldsArePlainValues() throws Exception {
    Instruction instruction =
        read(
            "{\"request_id\":\"a\",\"context\":null,\"sampling\":{\"temperature\":1,\"top_k\":5}}");

    assertThat(instruction.getContext()).isNull();
    assertThat(instruction.getSampling().getTemperature()).isEqualTo(1.0);
    assertThat(instruction.getSampling().getTopK()).isEqualTo(5);
    assertThat(instruction.getSampling().getStop()).isEmpty();
  }

  @Test
  void timesAreMillisecondsOrText() throws Exception {
    Instant time = Instant.parse("2026-01-31T12:00:00Z");

    assertThat(
            read("{\"request_id\":\"a\",\"created_at\":" + time.toEpochMilli() + "}")
                .getCreatedAt())
        .isEqualTo(time);
    assertThat(
            read("{\"request_id\":\"a\",\"created_at\":\"2026-01-31T12:00:00Z\"}").getCreatedAt())
        .isEqualTo(time);
  }

  @Test
  void nullIsAsGoodAsLeavingAFieldOut() throws Exception {
    Schema schema = Instruction.getClassSchema();
    for (Schema.Field field : schema.getFields()) {
      if (field.hasDefaultValue()) {
        assertThat(read("{\"request_id\":\"a\",\"" + field.name() + "\":null}"))
            .as(field.name())
            .isEqualTo(Instruction.newBuilder().setRequestId("a").build());
      }
    }
    for (Schema.Field field : SamplingOptions.getClassSchema().getFields()) {
      assertThat(read("{\"request_id\":\"a\",\"sampling\":{\"" + field.name() + "\":null}}"))
          .as(field.name())
          .extracting(Instruction::getSampling)
          .isEqualTo(SamplingOptions.newBuilder().build());
    }
  }

  @Test
  void aChoiceMayBeAnObjectWithADescription() throws Exception {
    Instruction instruction =
        read(
            "{\"request_id\":\"a\",\"choices\":[\"x\",{\"label\":\"y\",\"description\":\"why\"},"
                + "{\"description\":null,\"label\":\"z\"}],\"choice_descriptions\":{\"x\":\"ex\"}}");

    assertThat(instruction.getChoices()).containsExactly("x", "y", "z");
    assertThat(instruction.getChoiceDescriptions())
        .containsOnly(entry("x", "ex"), entry("y", "why"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"name\":\"y\"}]|unknown field choices.0.name; the fields of a choice are label, description",
        "[\"x\",{\"description\":\"y\"}]|Field choices.1 of the JSON event has no label; add it",
        "[{\"label\":1}]|Field choices.0.label of the JSON event must be a text",
        "[{\"label\":\"a\",\"label\":\"b\"}]|Duplicate",
        "[[]]|Field choices.0 of the JSON event must be a text",
        "{\"a\":1}|Field choices of the JSON event must be a list",
      })
  void aChoiceOfAnotherShapeIsRefusedByItsPlace(String choices, String reason) {
    assertThat(
            catchThrowableOfType(
                UnreadableEventException.class,
                () -> read("{\"request_id\":\"a\",\"choices\":" + choices + "}")))
        .hasMessageContaining(reason);
  }

  @Test
  void oneStopTextNeedsNoList() throws Exception {
    Instruction instruction = read("{\"request_id\":\"a\",\"sampling\":{\"stop\":\"\\n\"}}");

    assertThat(instruction.getSampling().getStop()).containsExactly("\n");
  }

  @Test
  void aTimeMayHaveAnOffset() throws Exception {
    assertThat(
            read("{\"request_id\":\"a\",\"created_at\":\"2026-01-31T13:00:00+01:00\"}")
                .getCreatedAt())
        .isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
  }

  /** The event, then a part of the sentence. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|has no field request_id; add it",
        "{'request_id':7}|Field request_id of the JSON event must be a text, but is a whole number",
        "{'request_id':null}|must be a text, but is null",
        "{'request_id':'a','temprature':1}|unknown field temprature; the fields of Instruction are",
        "{'request_id':'a','sampling':{'temp':1}}|unknown field sampling.temp; the fields of Samp",
        "{'request_id':'a','sampling':[]}|Field sampling of the JSON event must be an object",
        "{'request_id':'a','sampling':{'max_tokens':'9'}}|sampling.max_tokens of the JSON event must",
        "{'request_id':'a','sampling':{'max_tokens':1.5}}|a whole number, but is a number with a fr",
        "{'request_id':'a','sampling':{'max_tokens':3000000000}}|does not fit 32 bits",
        "{'request_id':'a','timeout_ms':9223372036854775808}|does not fit 64 bits",
        "{'request_id':'a','sampling':{'top_p':1e400}}|is beyond the numbers of 64 bits",
        "{'request_id':'a','sampling':{'ignore_eos':1}}|must be true or false, but is a whole",
        "{'request_id':'a','choices':['x',3]}|Field choices.1 of the JSON event must be a text",
        "{'request_id':'a','choices':'yes'}|Field choices of the JSON event must be a list, but is a",
        "{'request_id':'a','choices':['x',null]}|Field choices.1 of the JSON event must be a text, b",
        "{'request_id':'a','sampling':{'stop':5}}|Field sampling.stop of the JSON event must be a li",
        "{'request_id':'a','sampling':{'stop':['x',5]}}|Field sampling.stop.1 of the JSON event must",
        "{'request_id':'a','metadata':{'k':5}}|Field metadata.k of the JSON event must be a text, bu",
        "{'request_id':'a','metadata':{'k':null}}|Field metadata.k of the JSON event must be a text,",
        "{'request_id':'a','metadata':'k'}|Field metadata of the JSON event must be an object, but i",
        "{'request_id':'a','priority':'5'}|Field priority of the JSON event must be a whole number, b",
        "{'request_id':'a','timeout_ms':5.0}|Field timeout_ms of the JSON event must be a whole numb",
        "{'request_id':'a','created_at':'2026-01-31'}|Field created_at of the JSON event is no time",
        "{'request_id':'a','metadata':{'k':{}}}|Field metadata.k of the JSON event must be a text",
        "{'request_id':'a','created_at':'yesterday'}|is no time; write milliseconds",
        "{'request_id':'a','created_at':'+999999999-01-01T00:00:00Z'}|is no time; write",
        "{'request_id':'a','request_id':'b'}|Duplicate field",
        "{'request_id':'\\ud800'}|half a surrogate pair, \\ud800",
        "{'request_id':'\\udc00\\ud800'}|half a surrogate pair, \\udc00",
        "{'request_id':'a'}{}|goes on behind its JSON object at column 19",
        "{'request_id':'a'} x|cannot be read at column",
        "{'request_id':'a'|cannot be read at column 18: Unexpected end-of-input",
        "{request_id:'a'}|cannot be read at column 2: Unexpected character",
      })
  void whatIsWrongIsNamed(String event, String sentence) {
    assertThat(refusal(event.replace('\'', '"'))).contains(sentence);
  }

  @Test
  void bothHalvesOfASurrogatePairAreACharacter() throws Exception {
    assertThat(read("{\"request_id\":\"\\ud83d\\ude42\"}").getRequestId()).isEqualTo("🙂");
  }

  @Test
  void deepNestingIsRefusedBeforeItCosts() {
    assertThat(refusal("{\"request_id\":".repeat(100_000))).contains("must be a text");
    assertThat(refusal("{\"request_id\":\"a\",\"metadata\":" + "[".repeat(100_000)))
        .contains("must be an object");
    assertThat(refusal("{\"x\":" + "[".repeat(100_000))).contains("unknown field x");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] bytes = "{\"request_id\":\"abc\"}".getBytes(UTF_8);
    bytes[16] = (byte) 0xC0;

    assertThat(refusal(bytes)).contains("is not UTF-8");
  }

  @Test
  void sentencesStayShort() {
    assertThat(refusal("{\"request_id\":\"a\",\"" + "x".repeat(100_000) + "\":1}"))
        .hasSizeLessThan(1_000);
  }

  private Instruction read(String event) throws Exception {
    return format.read(event.getBytes(UTF_8));
  }

  private String refusal(String event) {
    return refusal(event.getBytes(UTF_8));
  }

  private String refusal(byte[] event) {
    UnreadableEventException refusal =
        catchThrowableOfType(UnreadableEventException.class, () -> format.read(event));
    assertThat(refusal).isNotNull();
    return refusal.getMessage();
  }
}
