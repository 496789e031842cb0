package io.mosaicgpt.operators.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.operators.wire.FileOrigin;
import io.mosaicgpt.schemas.DeadLetter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class LineEncoderTest {
  @Test
  void aDeadLetterOfAFileTellsPathAndLine() throws Exception {
    DeadLetter letter = letter();
    letter.setHeaders(new FileOrigin("/data/ä.jsonl", 5_000_000_000L).asHeaders());

    assertThat(line(letter))
        .endsWith(
            ",\"failed_at\":7,\"source_path\":\"/data/ä.jsonl\",\"source_line\":5000000000}\n");
  }

  @Test
  void aDeadLetterOfKafkaTellsNoFile() throws Exception {
    DeadLetter letter = letter();
    letter.setSourceTopic("t");
    letter.setHeaders(new FileOrigin("/forged", 1).asHeaders());

    assertThat(line(letter))
        .contains("\"source_topic\":\"t\"")
        .endsWith(",\"source_path\":null,\"source_line\":null}\n");
  }

  private static DeadLetter letter() {
    return DeadLetter.newBuilder()
        .setCode("c")
        .setMessage("Two\nlines.")
        .setFailedAt(Instant.ofEpochMilli(7))
        .build();
  }

  /** As a task writes it, to which the encoder has travelled. */
  private static String line(DeadLetter letter) throws IOException, ClassNotFoundException {
    LineEncoder<DeadLetter> encoder =
        InstantiationUtil.clone(new LineEncoder<>(new DeadLetterFileSink.Shape()));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    encoder.encode(letter, file);
    String line = file.toString(UTF_8);
    assertThat(line).containsOnlyOnce("\n");
    return line;
  }
}
