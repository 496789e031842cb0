package io.mosaicgpt.operators.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.schemas.Instruction;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionDecoderTest {
  private final InstructionDecoder decoder = Events.decoder();

  @Test
  void singleObjectEncodingIsRead() throws IOException {
    assertThat(read(Events.singleObject(Events.full()))).isEqualTo(Events.full());
  }

  @Test
  void aBareDatumIsRead() throws IOException {
    assertThat(read(Events.bare(Events.full()))).isEqualTo(Events.full());
  }

  @Test
  void aJsonObjectIsRead() throws IOException {
    assertThat(read(Events.json(Events.full()))).isEqualTo(Events.full());
  }

  /** A producer of version 1 has not the two fields at the end, both null here. */
  @Test
  void aBareDatumOfTheFirstVersionIsRead() throws IOException {
    Instruction instruction = Events.full();
    instruction.setRegex(null);
    instruction.setJsonSchema(null);
    instruction.setChoiceDescriptions(Map.of());
    instruction.setLabelScoring(null);
    instruction.setLabelThreshold(null);
    instruction.setLabelFallback(null);
    instruction.setMultiLabel(null);
    instruction.setLabelCalibration(null);
    byte[] bytes = Events.bare(instruction);

    assertThat(read(Arrays.copyOf(bytes, bytes.length - 8))).isEqualTo(instruction);
    assertThat(refusal(Arrays.copyOf(bytes, bytes.length - 1))).contains("version 2");
    assertThat(refusal(Arrays.copyOf(bytes, bytes.length - 9))).contains("version 2");
  }

  @Test
  void bareDataOfEveryNameLengthAreToldFromTheOtherEncodings() throws IOException {
    for (int length = 1; length <= 300; length++) {
      Instruction instruction = Events.full();
      instruction.setRequestId("x".repeat(length));
      assertThat(read(Events.bare(instruction))).as("%s characters", length).isEqualTo(instruction);
    }
  }

  @Test
  void originAndBytesAreKept() throws IOException {
    byte[] bytes = Events.bare(Events.full());

    DecodedEvent readable = decoder.decode(bytes, Events.ORIGIN);
    DecodedEvent unreadable = decoder.decode(new byte[] {7}, Events.ORIGIN);

    assertThat(readable.origin()).isEqualTo(Events.ORIGIN);
    assertThat(readable.payload()).isSameAs(bytes);
    assertThat(unreadable.origin()).isEqualTo(Events.ORIGIN);
    assertThat(unreadable.payload()).containsExactly(7);
  }

  @Test
  void aTombstoneIsUnreadable() throws IOException {
    assertThat(refusal(null)).isEqualTo(refusal(new byte[0])).contains("has no value");
  }

  @Test
  void anEventAtTheLimitIsReadAndOneByteMoreIsTooLarge() throws IOException {
    byte[] bytes = Events.bare(Events.full());
    InstructionDecoder exact = new InstructionDecoder(bytes.length, Optional.empty());
    InstructionDecoder tight = new InstructionDecoder(bytes.length - 1, Optional.empty());

    assertThat(exact.decode(bytes, null)).isInstanceOf(Readable.class);
    assertThat(tight.decode(bytes, null))
        .isInstanceOfSatisfying(
            Unreadable.class,
            event -> {
              assertThat(event.code()).isEqualTo(ErrorCode.EVENT_TOO_LARGE);
              assertThat(event.message())
                  .contains(bytes.length + " bytes", "" + (bytes.length - 1), "max-event-bytes");
            });
  }

  @Test
  void anIdTooLongForTheRecordsAboutTheRequestIsRefused() throws IOException {
    Instruction longest = Events.full();
    longest.setRequestId("x".repeat(1_024));
    Instruction tooLong = Events.full();
    tooLong.setCustomId("x".repeat(1_025));

    assertThat(read(Events.json(longest))).isEqualTo(longest);
    assertThat(decoder.decode(Events.json(tooLong), null))
        .isInstanceOfSatisfying(
            Unreadable.class,
            event -> {
              assertThat(event.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(event.message()).contains("at most 1024 characters");
            });
  }

  @Test
  void aLimitBelowOneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InstructionDecoder(0, Optional.empty()))
        .withMessageContaining("at least 1 byte, not 0");
  }

  @Test
  void aByteThatBeginsNoEncodingIsNamed() throws IOException {
    assertThat(refusal("]".getBytes(UTF_8))).contains("byte 0x5D", "send the instruction as JSON");
  }

  @Test
  void plainTextIsUnreadable() throws IOException {
    assertThat(refusal("Hello, what is the capital of France?".getBytes(UTF_8)))
        .contains("schema instruction version 2 and no header");
  }

  @Test
  void registryFramingWithoutARegistryNamesTheSetting() throws IOException {
    assertThat(refusal(new byte[] {0, 0, 0, 0, 1, 2})).contains("byte 0x00", "schema-registry-url");
  }

  @Test
  void bytesBehindTheInstructionAreRefused() throws IOException {
    byte[] bytes = Events.bare(Events.full());

    assertThat(refusal(Arrays.copyOf(bytes, bytes.length + 3)))
        .contains("ends 3 bytes before the event does");
  }

  @Test
  void everyTruncationIsUnreadable() throws IOException {
    byte[] bytes = Events.singleObject(Events.full());
    for (int length = 1; length < bytes.length; length++) {
      assertThat(refusal(Arrays.copyOf(bytes, length))).as("%s bytes", length).isNotBlank();
    }
  }

  @Test
  void anUnknownFingerprintIsNamed() throws IOException {
    Schema other = new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"X\",\"fields\":[]}");
    byte[] bytes =
        new BinaryMessageEncoder<>(SpecificData.get(), other)
            .encode(new org.apache.avro.generic.GenericData.Record(other))
            .array();

    assertThat(refusal(bytes)).contains("knows no schema with fingerprint").contains("update");
  }

  @Test
  void aHalfHeaderIsRefused() throws IOException {
    assertThat(refusal(new byte[] {(byte) 0xC3, 1, 2})).contains("no complete header");
    assertThat(refusal(new byte[] {(byte) 0xC3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
        .contains("no complete header");
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws IOException {
    byte[] bytes = Events.bare(Events.full());
    bytes[1] = (byte) 0xFF;

    assertThat(refusal(bytes)).contains("a text is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n", "\t", "\r", "\r\n", " \n\t\r  ", "\uFEFF", "\uFEFF \n"})
  void jsonMayBeginWithWhiteSpaceOrAByteOrderMark(String before) throws IOException {
    String json = new String(Events.json(Events.full()), UTF_8);

    assertThat(read((before + json).getBytes(UTF_8))).isEqualTo(Events.full());
    assertThat(refusal((before + "{\"request_id\":\"a\",\"x\":1}").getBytes(UTF_8)))
        .contains("unknown field x");
    assertThat(refusal((before + "{").getBytes(UTF_8))).contains("begins like JSON");
    assertThat(refusal((before + json + before + "{}").getBytes(UTF_8)))
        .containsAnyOf("goes on behind its JSON object", "begins like JSON but cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n\n", "\t", "\uFEFF", "                                        "})
  void anEventOfNothingButWhiteSpaceIsCalledThat(String event) throws IOException {
    assertThat(refusal(event.getBytes(UTF_8))).contains("nothing but white space");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void aListOfInstructionsIsRefusedAsOne(String before) throws IOException {
    assertThat(refusal((before + "[{\"request_id\":\"a\"}]").getBytes(UTF_8)))
        .contains("is a list; send each of its objects as an event of its own");
  }

  /** Their lengths are a line feed and a blank, and their names are chosen to look like JSON. */
  @Test
  void bareDataThatBeginLikeJsonAreReadAsWhatTheyAre() throws IOException {
    Random random = new Random(7);
    String letters = " \n\t\r{[\"}]:,a1\u0000\u0002";
    for (int i = 0; i < 20_000; i++) {
      Instruction instruction = Events.full();
      int length = i % 4 < 2 ? 5 : 16;
      StringBuilder name = new StringBuilder();
      while (name.length() < length) {
        name.append(letters.charAt(random.nextInt(letters.length())));
      }
      instruction.setRequestId(name.toString());
      instruction.setCustomId(i % 3 == 0 ? null : " {\"request_id\":\"b\"}");
      assertThat(read(Events.bare(instruction))).isEqualTo(instruction);
    }
  }

  /** The other direction: blanks may put any byte of JSON where a datum has its union's branch. */
  @Test
  void jsonIsReadHoweverManyBlanksAreInIt() throws IOException {
    Random random = new Random(8);
    List<String> tokens =
        List.of(
            "{",
            "\"request_id\"",
            ":",
            "\"aé€🙂\"",
            ",",
            "\"choices\"",
            ":",
            "[",
            "\"\\u0000\"",
            ",",
            "\"{\"",
            "]",
            ",",
            "\"priority\"",
            ":",
            "2",
            "}");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder json = new StringBuilder();
      for (String token : tokens) {
        json.append(" \n\t\r".repeat(5), 0, random.nextInt(20)).append(token);
      }
      String text = (i % 2 == 0 ? " " : "\n") + json;
      Instruction instruction = read(text.getBytes(UTF_8));
      assertThat(instruction.getRequestId()).isEqualTo("aé€🙂");
      assertThat(instruction.getChoices()).containsExactly("\0", "{");
    }
  }

  /** The event, then what the dead letter can say of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'request_id':'a','custom_id':'c','temprature':1}|a|c",
        "{'temprature':{'request_id':'no'},'request_id':'a'}|a|",
        "{'sampling':{'max_tokens':'9'},'custom_id':'c','request_id':'a'}|a|c",
        "{'request_id':'a','metadata':{'request_id':5}}|a|",
        "{'request_id':'a','prompt':|a|",
        "{'request_id':'a'}{'request_id':'b'}|a|",
        "{'request_id':'a','request_id':'b'}|a|",
        "{'request_id':7,'custom_id':'c'}|  |c",
        "{'custom_id':'c'}|  |c",
        "{'request_id':'\\ud800','custom_id':'c','x':1}|  |c",
        "[{'request_id':'a'}]|  |",
        "'request_id'|  |",
      })
  void aDeadLetterNamesTheRequestWheneverItsJsonCanBeReadThatFar(
      String event, String requestId, String customId) throws IOException {
    byte[] bytes = event.replace('\'', '"').getBytes(UTF_8);

    assertThat(unreadable(bytes).ids()).isEqualTo(new RequestIds(requestId, customId));
  }

  @Test
  void anIdBeforeBytesThatAreNotUtf8IsReadAndOneOfSuchBytesIsNot() throws IOException {
    byte[] event = "{\"request_id\":\"a\",\"custom_id\":\"xyz\"}".getBytes(UTF_8);
    event[31] = (byte) 0xC0;

    assertThat(unreadable(event).ids()).isEqualTo(new RequestIds("a", null));
  }

  @Test
  void aTooLargeJsonEventIsNamedByAnIdInThePartThatFits() throws IOException {
    InstructionDecoder tight = new InstructionDecoder(40, Optional.empty());
    String prompt = "\"prompt\":\"" + "x".repeat(50) + "\"";

    assertThat(tight.decode(("{\"request_id\":\"a\"," + prompt + "}").getBytes(UTF_8), null))
        .isInstanceOfSatisfying(
            Unreadable.class,
            event -> assertThat(event.ids()).isEqualTo(new RequestIds("a", null)));
    assertThat(tight.decode(("{" + prompt + ",\"request_id\":\"a\"}").getBytes(UTF_8), null))
        .isInstanceOfSatisfying(
            Unreadable.class, event -> assertThat(event.ids()).isEqualTo(RequestIds.NONE));
  }

  @Test
  void avroBehindAHeaderIsNamedByTheFieldsBeforeTheOneThatCannotBeRead() throws IOException {
    byte[] whole = Events.singleObject(Events.full());

    assertThat(unreadable(Arrays.copyOf(whole, whole.length - 3)).ids())
        .isEqualTo(new RequestIds("req-1", "order 7"));
    assertThat(unreadable(Arrays.copyOf(whole, whole.length + 3)).ids())
        .isEqualTo(new RequestIds("req-1", "order 7"));
    assertThat(unreadable(Arrays.copyOf(whole, 17)).ids()).isEqualTo(new RequestIds("req-1", null));
  }

  @Test
  void textThatPassesForTheBeginningOfADatumNamesNobody() throws IOException {
    assertThat(unreadable("Hello, what is the capital of France? Tell!".getBytes(UTF_8)).ids())
        .isEqualTo(RequestIds.NONE);
  }

  @Test
  void ofTwoIdsTheOneThatIsNotTooLongIsKept() throws IOException {
    Instruction tooLong = Events.full();
    tooLong.setCustomId("x".repeat(1_025));

    assertThat(decoder.decode(Events.json(tooLong), null))
        .isInstanceOfSatisfying(
            Unreadable.class,
            event -> assertThat(event.ids()).isEqualTo(new RequestIds("req-1", null)));
  }

  private Unreadable unreadable(byte[] bytes) throws IOException {
    DecodedEvent event = decoder.decode(bytes, Events.ORIGIN);
    assertThat(event).isInstanceOf(Unreadable.class);
    return (Unreadable) event;
  }

  private Instruction read(byte[] bytes) throws IOException {
    DecodedEvent event = decoder.decode(bytes, Events.ORIGIN);
    assertThat(event).isInstanceOf(Readable.class);
    return ((Readable) event).instruction();
  }

  private String refusal(byte[] bytes) throws IOException {
    DecodedEvent event = decoder.decode(bytes, Events.ORIGIN);
    assertThat(event).isInstanceOf(Unreadable.class);
    assertThat(((Unreadable) event).code()).isEqualTo(ErrorCode.UNREADABLE_EVENT);
    return ((Unreadable) event).message();
  }
}
