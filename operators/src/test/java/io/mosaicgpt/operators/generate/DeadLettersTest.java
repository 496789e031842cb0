package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.GenerationOutputs;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.operators.wire.FileOrigin;
import io.mosaicgpt.operators.wire.InstructionDecoder;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.operators.wire.RequestIds;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {
  private static final GenerateOptions OPTIONS = GenerateOptions.defaults();

  @Test
  void anUnreadableEventIsADeadLetterWithItsSource() throws Exception {
    byte[] payload = {1, 2, 3};
    Unreadable event =
        new Unreadable(
            ErrorCode.UNREADABLE_EVENT,
            "No Avro.",
            new KafkaOrigin("t", 2, 99, 5, Harness.bytes("k")),
            payload);
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.flink.processElement(new StreamRecord<>(event, 8));

      DeadLetter letter = harness.deadLetters().get(0);
      assertThat(letter.getRequestId()).isNull();
      assertThat(letter.getCode()).isEqualTo("unreadable_event");
      assertThat(letter.getMessage()).isEqualTo("No Avro.");
      assertThat(letter.getAttempt()).isZero();
      assertThat(letter.getSourceTopic()).isEqualTo("t");
      assertThat(letter.getSourcePartition()).isEqualTo(2);
      assertThat(letter.getSourceOffset()).isEqualTo(99);
      assertThat(letter.getSourceTimestamp()).isEqualTo(Instant.ofEpochMilli(5));
      assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(Harness.bytes("k")));
      assertThat(letter.getPayload()).isEqualTo(ByteBuffer.wrap(payload));
      assertThat(letter.getPayloadSize()).isEqualTo(3);
      assertThat(letter.getFailedAt()).isEqualTo(Instant.ofEpochMilli(Harness.NOW));
      assertThat(
              harness.flink.getSideOutput(GenerationOutputs.DEAD_LETTERS).element().getTimestamp())
          .isEqualTo(8);
      assertThat(harness.engine.submitted()).isEmpty();
    }
  }

  /** The schema has fields for Kafka's places only. */
  @Test
  void anEventOfAFileIsADeadLetterThatTakesPathAndLineAlong() throws Exception {
    FileOrigin origin = new FileOrigin("/data/in.jsonl", 17);
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.flink.processElement(
          new StreamRecord<>(
              new Unreadable(
                  ErrorCode.EVENT_TOO_LARGE,
                  "Too large.",
                  RequestIds.NONE,
                  origin,
                  new byte[] {1},
                  9_000_000_000L),
              8));

      DeadLetter letter = harness.deadLetters().get(0);
      assertThat(letter.getSourceTopic()).isNull();
      assertThat(letter.getSourcePartition()).isNull();
      assertThat(letter.getSourceOffset()).isNull();
      assertThat(letter.getKey()).isNull();
      assertThat(letter.getSourceTimestamp()).isEqualTo(Instant.ofEpochMilli(8));
      assertThat(letter.getPayloadSize()).isEqualTo(9_000_000_000L);
      assertThat(FileOrigin.ofHeaders(letter.getHeaders())).contains(origin);
    }
  }

  /** Kafka's mark for a record without a time is -1, which is no time before 1970. */
  @Test
  void anEventWithoutATimeIsADeadLetterWithoutOne() throws Exception {
    KafkaOrigin untimed = new KafkaOrigin("t", 2, 99, -1, null);
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.flink.processElement(
          new StreamRecord<>(
              new Unreadable(ErrorCode.UNREADABLE_EVENT, "No Avro.", untimed, new byte[0]), -1));

      assertThat(harness.deadLetters().get(0).getSourceTimestamp()).isNull();
    }
  }

  @Test
  void anUnreadableEventsLetterHasTheIdsThatCouldBeRead() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.flink.processElement(
          new StreamRecord<>(
              new Unreadable(
                  ErrorCode.UNREADABLE_EVENT, "Bad.", new RequestIds("r", "c"), null, null)));

      assertThat(harness.deadLetters().get(0).getRequestId()).isEqualTo("r");
      assertThat(harness.deadLetters().get(0).getCustomId()).isEqualTo("c");
    }
  }

  @Test
  void aLongPayloadIsCutAndItsSizeTold() throws Exception {
    byte[] payload = new byte[70_000];
    Arrays.fill(payload, (byte) 7);
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.flink.processElement(
          new StreamRecord<>(
              new Unreadable(ErrorCode.EVENT_TOO_LARGE, "Too large.", null, payload)));

      DeadLetter letter = harness.deadLetters().get(0);
      assertThat(letter.getPayload().remaining()).isEqualTo(65_536);
      assertThat(letter.getPayloadSize()).isEqualTo(70_000);
      assertThat(letter.getSourceTopic()).isNull();
    }
  }

  @Test
  void aRequestThatCannotBeServedIsADeadLetterWithItsIds() throws Exception {
    Instruction instruction =
        Instruction.newBuilder(Harness.instruction("r"))
            .setCustomId("c")
            .setSampling(SamplingOptions.newBuilder().setMaxTokens(-1).build())
            .build();
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(instruction);

      DeadLetter letter = harness.deadLetters().get(0);
      assertThat(letter.getRequestId()).isEqualTo("r");
      assertThat(letter.getCustomId()).isEqualTo("c");
      assertThat(letter.getCode()).isEqualTo("invalid_request");
      assertThat(letter.getMessage()).contains("max_tokens").contains("-1");
      assertThat(letter.getAttempt()).isZero();
      assertThat(letter.getSourceOffset()).isEqualTo(42);
      assertThat(letter.getPayload()).isEqualTo(ByteBuffer.wrap(Harness.bytes("payload of r")));
    }
  }

  @Test
  void everyKindOfBadInstructionIsADeadLetterAndTheNextEventIsServed() throws Exception {
    List<Instruction> bad =
        List.of(
            Instruction.newBuilder().setRequestId("").setPrompt("p").build(),
            Instruction.newBuilder().setRequestId("none").build(),
            Instruction.newBuilder().setRequestId("two").setPrompt("p").setInstruction("i").build(),
            Instruction.newBuilder().setRequestId("blank").setInstruction(" ").build(),
            Instruction.newBuilder().setRequestId("long").setPrompt("x".repeat(65)).build(),
            Instruction.newBuilder().setRequestId("ids").setPromptTokenIds(List.of(256)).build(),
            Instruction.newBuilder(Harness.instruction("timeout")).setTimeoutMs(0L).build(),
            Instruction.newBuilder(Harness.instruction("choice"))
                .setChoices(List.of("a", "a"))
                .build(),
            labels("scoring").setLabelScoring("avg").build(),
            labels("threshold").setLabelThreshold(1.5).build(),
            labels("nan").setLabelThreshold(Double.NaN).build(),
            labels("fallback").setLabelFallback("other").build(),
            labels("blank fallback").setLabelThreshold(0.5).setLabelFallback(" ").build(),
            labels("calibration").setLabelCalibration("batch").build(),
            labels("no context").setLabelCalibration("contextual").build(),
            labels("finished").setChoiceDescriptions(Map.of("a", "x")).build(),
            Instruction.newBuilder(Harness.instruction("no labels")).setMultiLabel(true).build(),
            Instruction.newBuilder(Harness.instruction("choices"))
                .setChoices(IntStream.rangeClosed(0, 1_000).mapToObj(String::valueOf).toList())
                .build(),
            Instruction.newBuilder(Harness.instruction("sampling"))
                .setSampling(SamplingOptions.newBuilder().setTopP(2.0).build())
                .build());
    try (Harness harness = Harness.open(OPTIONS)) {
      for (Instruction instruction : bad) {
        harness.process(instruction);
      }
      harness.process("good");

      assertThat(harness.deadLetters()).hasSize(bad.size());
      assertThat(harness.deadLetters())
          .filteredOn(letter -> letter.getRequestId().equals("long"))
          .extracting(DeadLetter::getCode)
          .containsExactly("prompt_too_long");
      assertThat(harness.engine.submitted()).hasSize(1);
    }
  }

  private static Instruction.Builder labels(String requestId) {
    return Instruction.newBuilder(Harness.instruction(requestId)).setChoices(List.of("a", "b"));
  }

  /** Inside, -1 stands for no log probabilities. */
  @ParameterizedTest
  @ValueSource(ints = {-1, -2, Integer.MIN_VALUE, 21})
  void aCountOfLogprobsOutsideItsRangeIsADeadLetterForTextAndForLabels(int count) throws Exception {
    SamplingOptions sampling = SamplingOptions.newBuilder().setLogprobs(count).build();
    try (Harness harness = Harness.open(OPTIONS)) {
      for (List<String> choices : List.of(List.<String>of(), List.of("a", "b"))) {
        harness.process(
            Instruction.newBuilder(Harness.instruction("r"))
                .setSampling(sampling)
                .setChoices(choices)
                .build());
      }

      assertThat(harness.deadLetters())
          .extracting(DeadLetter::getMessage)
          .hasSize(2)
          .allMatch(says -> says.contains("logprobs is " + count + ", but must be from 0 to 20"));
      assertThat(harness.engine.submitted()).isEmpty();
    }
  }

  @Test
  void anInstructionThatNeverWasBytesIsWrittenSoThatItCanBeSentAgain() throws Exception {
    Instruction instruction = Instruction.newBuilder().setRequestId("r").build();
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.flink.processElement(new StreamRecord<>(new Readable(instruction, null, null)));

      DeadLetter letter = harness.deadLetters().get(0);
      byte[] payload = letter.getPayload().array();
      assertThat(letter.getPayloadSize()).isEqualTo(payload.length);
      assertThat(new InstructionDecoder(1000, Optional.empty()).decode(payload, null))
          .isInstanceOfSatisfying(
              Readable.class, r -> assertThat(r.instruction()).isEqualTo(instruction));
    }
  }
}
