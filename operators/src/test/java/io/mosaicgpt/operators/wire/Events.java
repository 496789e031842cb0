package io.mosaicgpt.operators.wire;

import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** Instructions and their bytes. */
final class Events {
  static final KafkaOrigin ORIGIN = new KafkaOrigin("llm.instructions.v1", 3, 42, 1_000, null);

  private Events() {}

  static InstructionDecoder decoder() {
    return new InstructionDecoder(InstructionDecoder.DEFAULT_MAX_EVENT_BYTES, Optional.empty());
  }

  /** An instruction with every field set. */
  static Instruction full() {
    return Instruction.newBuilder()
        .setRequestId("req-1")
        .setCustomId("order 7")
        .setInstruction("Translate to German: größer 🙂")
        .setContext("shop")
        .setPrompt("p")
        .setPromptTokenIds(List.of(1, 2, 300))
        .setChoices(List.of("yes", "no"))
        .setSampling(
            SamplingOptions.newBuilder()
                .setMaxTokens(64)
                .setMinTokens(1)
                .setTemperature(0.5)
                .setTopP(0.9)
                .setTopK(40)
                .setMinP(0.01)
                .setRepetitionPenalty(1.1)
                .setPresencePenalty(0.1)
                .setFrequencyPenalty(-0.2)
                .setSeed(-7L)
                .setStop(List.of("### End"))
                .setStopTokenIds(List.of(0))
                .setIgnoreEos(true)
                .setLogprobs(3)
                .build())
        .setPriority(-2)
        .setTimeoutMs(5_000L)
        .setCreatedAt(Instant.ofEpochMilli(1_700_000_000_123L))
        .setMetadata(Map.of("tenant", "a"))
        .setRegex("[a-zäß]+")
        .setJsonSchema("{\"type\": \"object\"}")
        .build();
  }

  static byte[] bare(Instruction instruction) {
    return datum(
        encoder ->
            new SpecificDatumWriter<Instruction>(Instruction.getClassSchema(), RecordData.get())
                .write(instruction, encoder));
  }

  static byte[] singleObject(Instruction instruction) {
    return new SingleObjectEncoder<Instruction>(Instruction.getClassSchema()).encode(instruction);
  }

  static byte[] json(Instruction instruction) {
    return new JsonRecordEncoder<Instruction>(Instruction.getClassSchema()).encode(instruction);
  }

  /** A generic datum of any schema behind a registry's framing. */
  static byte[] framed(int id, Schema schema, Object datum) {
    return framed(id, datum(encoder -> new GenericDatumWriter<>(schema).write(datum, encoder)));
  }

  static byte[] framed(int id, byte[] datum) {
    return ByteBuffer.allocate(5 + datum.length).put((byte) 0).putInt(id).put(datum).array();
  }

  static byte[] datum(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      writing.to(encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes with an encoder. */
  interface Writing {
    void to(BinaryEncoder encoder) throws IOException;
  }
}
