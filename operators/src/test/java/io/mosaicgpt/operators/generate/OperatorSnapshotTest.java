package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorSnapshotTest {
  private static final String VERSION_1 = "/state/operator-v1.snapshot";
  private static final String TEMPLATED_VERSION_1 = "/state/operator-v1-templated.snapshot";
  private static final String VERSION_2 = "/state/operator-v2.snapshot";

  /** Fails when the state's name, its redistribution or its form changes. */
  @ParameterizedTest
  @ValueSource(strings = {VERSION_1, VERSION_2})
  void anOperatorIsRestored(String snapshot) throws Exception {
    try (Harness harness = restored(snapshot)) {
      assertThat(harness.engine.request("started").generatedTokens()).containsExactly(5, 6);
      assertThat(harness.engine.request("waiting").generatedTokens()).isEmpty();
      assertThat(harness.engine.request("started").deadlineMillis())
          .isEqualTo(Harness.NOW + 600_000);

      harness.engine.finish("started", EndReason.STOP, "text");
      harness.readMails();
      Completion completion = harness.completions().get(0);
      assertThat(completion.getAttempt()).isEqualTo(2);
      assertThat(harness.flink.extractOutputStreamRecords().get(0).getTimestamp()).isEqualTo(17);
    }
  }

  @Test
  void anOperatorOfVersion2GoesOnBehindThePromptOfTheTemplate() throws Exception {
    try (Harness harness = restored(VERSION_2)) {
      assertThat(harness.engine.request("templated").generatedTokens()).containsExactly(7, 8);
    }
  }

  /** A program of version 1 did not say which template it had. */
  @Test
  void anOperatorOfVersion1StartsOverWhatATemplateMade() throws Exception {
    try (Harness harness = restored(TEMPLATED_VERSION_1)) {
      assertThat(harness.engine.request("started").generatedTokens()).containsExactly(5, 6);
      assertThat(harness.engine.request("templated").generatedTokens()).isEmpty();
      assertThat(harness.metrics.count("regeneratedTokens")).isEqualTo(2);
    }
  }

  private static Harness restored(String snapshot) throws Exception {
    String path = Path.of(OperatorSnapshotTest.class.getResource(snapshot).toURI()).toString();
    return Harness.restored(
        new FakeEngine(2, "hash"),
        GenerateOptions.defaults(),
        OperatorSnapshotUtil.readStateHandle(path));
  }

  /** Writes the snapshot of the current version, to be committed when the version is released. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      try (Harness harness = Harness.open(GenerateOptions.defaults())) {
        harness.process("started", 17);
        harness.process("waiting");
        harness.process(
            Instruction.newBuilder().setRequestId("templated").setInstruction("Sing.").build());
        harness.engine.tokens("started", 5, 6);
        harness.engine.tokens("templated", 7, 8);
        harness.readMails();
        OperatorSnapshotUtil.writeStateHandle(harness.snapshot(), args[0]);
      }
    }
  }
}
