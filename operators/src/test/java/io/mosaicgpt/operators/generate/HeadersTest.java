package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.operators.wire.DecodedEvent.Unreadable;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.EventHeader;
import io.mosaicgpt.schemas.Instruction;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;

/** What came with an event goes with whatever comes of it. */
class HeadersTest {
  private static final GenerateOptions OPTIONS = GenerateOptions.defaults().withChunks(true);

  private static final List<EventHeader> HEADERS =
      List.of(
          new EventHeader("traceparent", ByteBuffer.wrap(Harness.bytes("00-1-2-01"))),
          new EventHeader("a", null),
          new EventHeader("a", ByteBuffer.wrap(new byte[] {(byte) 0xFF})));

  private static final KafkaOrigin ORIGIN = new KafkaOrigin("t", 0, 1, 2, null, HEADERS);

  @Test
  void completionsAndPiecesHaveTheHeadersOfTheirEvent() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      process(harness, Harness.instruction("r"));
      harness.process("plain");
      harness.engine.tokens("r", 5);
      harness.readMails();
      harness.engine.finish("r", EndReason.STOP, "");
      harness.engine.finish("plain", EndReason.STOP, "");
      harness.readMails();

      assertThat(harness.completions())
          .extracting(Completion::getHeaders)
          .containsExactly(HEADERS, null);
      assertThat(harness.chunks())
          .extracting(CompletionChunk::getHeaders)
          .isNotEmpty()
          .containsOnly(HEADERS);
    }
  }

  @Test
  void deadLettersHaveTheHeadersOfTheirEvent() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.flink.processElement(
          new StreamRecord<>(
              new Unreadable(ErrorCode.UNREADABLE_EVENT, "Bad.", ORIGIN, new byte[] {1})));
      process(harness, Instruction.newBuilder().setRequestId("no prompt").build());

      assertThat(harness.deadLetters())
          .extracting(DeadLetter::getHeaders)
          .containsExactly(HEADERS, HEADERS);
    }
  }

  @Test
  void headersOutliveARestart() throws Exception {
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS)) {
      process(before, Harness.instruction("r"));
      state = before.snapshot();
    }
    try (Harness after = Harness.restored(new FakeEngine(2, "hash"), OPTIONS, state)) {
      after.engine.finish("r", EndReason.STOP, "");
      after.readMails();

      assertThat(after.completions().get(0).getHeaders()).isEqualTo(HEADERS);
    }
  }

  @Test
  void anEventFromNowhereHasNone() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.flink.processElement(
          new StreamRecord<>(new Readable(Harness.instruction("r"), null, null)));
      harness.engine.finish("r", EndReason.STOP, "");
      harness.readMails();

      assertThat(harness.completions().get(0).getHeaders()).isNull();
    }
  }

  private static void process(Harness harness, Instruction instruction) throws Exception {
    harness.flink.processElement(new StreamRecord<>(new Readable(instruction, ORIGIN, null)));
  }
}
