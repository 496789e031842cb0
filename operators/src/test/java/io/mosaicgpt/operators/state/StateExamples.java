package io.mosaicgpt.operators.state;

import io.mosaicgpt.model.sampling.ScoredToken;
import io.mosaicgpt.model.sampling.ScoredToken.Alternative;
import io.mosaicgpt.operators.wire.FileOrigin;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.operators.wire.RowOrigin;
import io.mosaicgpt.schemas.EventHeader;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The requests in the committed snapshots. Never change them: a snapshot was written from them once
 * and is compared with them for ever.
 */
final class StateExamples {
  private StateExamples() {}

  /** As a program of version 1 kept it. */
  static InFlightGeneration ofVersion1(InFlightGeneration example) {
    Progress progress = example.progress();
    return example.with(
        new Progress(progress.modelHash(), "", progress.tokens(), progress.logprobs()));
  }

  /** Every field set. */
  static InFlightGeneration full() {
    SamplingOptions sampling =
        SamplingOptions.newBuilder()
            .setMaxTokens(40)
            .setTemperature(0.7)
            .setSeed(11L)
            .setStop(List.of("###"))
            .setLogprobs(1)
            .build();
    Instruction instruction =
        Instruction.newBuilder()
            .setRequestId("r-1")
            .setCustomId("c-1")
            .setInstruction("Name a colour.")
            .setContext("Grün")
            .setSampling(sampling)
            .setPriority(-3)
            .setTimeoutMs(60_000L)
            .setCreatedAt(Instant.ofEpochMilli(1_700_000_000_123L))
            .setMetadata(Map.of("tenant", "a"))
            .build();
    return new InFlightGeneration(
        new AdmittedEvent(
            instruction,
            new KafkaOrigin(
                "llm.instructions.v1",
                3,
                42,
                1_700_000_000_456L,
                "key".getBytes(StandardCharsets.UTF_8)),
            "payload".getBytes(StandardCharsets.UTF_8),
            7,
            OptionalLong.of(1_700_000_000_789L)),
        new Progress(
            "00ff",
            "77ab",
            new int[] {5, 6},
            List.of(
                new ScoredToken(5, -0.25, List.of(new Alternative(5, -0.25))),
                new ScoredToken(6, -1.5, List.of(new Alternative(9, -0.5))))),
        2,
        1_700_000_001_000L,
        1_700_000_061_000L);
  }

  /** With headers, in committed snapshots since version 3. */
  static InFlightGeneration headed() {
    InFlightGeneration full = full();
    AdmittedEvent event = full.event();
    KafkaOrigin origin = (KafkaOrigin) event.origin();
    return new InFlightGeneration(
        new AdmittedEvent(
            event.instruction(),
            new KafkaOrigin(
                origin.topic(),
                origin.partition(),
                origin.offset(),
                origin.timestamp(),
                origin.key(),
                List.of(
                    new EventHeader("traceparent", ByteBuffer.wrap(new byte[] {1, 2})),
                    new EventHeader("ä", null),
                    new EventHeader("ä", ByteBuffer.wrap(new byte[0])))),
            event.payload(),
            event.payloadSize(),
            event.eventTimestamp()),
        full.progress(),
        full.attempt(),
        full.admittedAtMillis(),
        full.deadlineMillis());
  }

  /** From a file, in committed snapshots since version 4. */
  static InFlightGeneration filed() {
    InFlightGeneration full = full();
    AdmittedEvent event = full.event();
    return new InFlightGeneration(
        new AdmittedEvent(
            event.instruction(),
            new FileOrigin("/data/ä.jsonl", 5_000_000_000L),
            event.payload(),
            event.payloadSize(),
            event.eventTimestamp()),
        full.progress(),
        full.attempt(),
        full.admittedAtMillis(),
        full.deadlineMillis());
  }

  /** From a row, in committed snapshots since version 5. */
  static InFlightGeneration tabled() {
    InFlightGeneration full = full();
    AdmittedEvent event = full.event();
    return new InFlightGeneration(
        new AdmittedEvent(
            event.instruction(),
            new RowOrigin("/data/ä.csv", 5_000_000_000L, "{\"text\":\"ä\"}"),
            event.payload(),
            event.payloadSize(),
            event.eventTimestamp()),
        full.progress(),
        full.attempt(),
        full.admittedAtMillis(),
        full.deadlineMillis());
  }

  /** As little as there can be. */
  static InFlightGeneration sparse() {
    return new InFlightGeneration(
        new AdmittedEvent(
            Instruction.newBuilder().setRequestId("r-2").setPrompt("Once").build(),
            null,
            null,
            0,
            OptionalLong.empty()),
        Progress.none("00ff", "77ab"),
        1,
        5,
        Long.MAX_VALUE);
  }
}
