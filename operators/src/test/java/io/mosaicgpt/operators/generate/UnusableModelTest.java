package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.state.InFlightSerializer;
import io.mosaicgpt.operators.state.RecordTypeInfo;
import io.mosaicgpt.operators.state.RefusedStateException;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Completion;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Which failures end the job, and which restart it. */
class UnusableModelTest {
  private final CheckpointException missing =
      new CheckpointException("There is no directory /models/x");

  @Test
  void aModelThatIsMissingAtTheFirstStartEndsTheJob() throws Exception {
    Throwable failure = openWithoutModel(Optional.empty());

    assertThat(isForGood(failure)).isTrue();
    assertThat(failure).hasRootCause(missing);
  }

  @Test
  void aModelThatWasThereBeforeMayComeBack() throws Exception {
    assertThat(openWithoutModel(Optional.of(state()))).isSameAs(missing);
    assertThat(isForGood(openWithoutModel(Optional.of(state())))).isFalse();
    assertThat(UnusableModel.failure(missing, false, 1)).isSameAs(missing);
  }

  @Test
  void stateOfALaterProgramEndsTheJob() {
    DataInputDeserializer later = new DataInputDeserializer(new byte[] {99});

    assertThatThrownBy(() -> new InFlightSerializer().deserialize(later))
        .isInstanceOf(RefusedStateException.class)
        .satisfies(failure -> assertThat(isForGood(new RuntimeException(failure))).isTrue());
  }

  private static boolean isForGood(Throwable failure) {
    return ThrowableClassifier.findThrowableOfThrowableType(
            failure, ThrowableType.NonRecoverableError)
        .isPresent();
  }

  private static OperatorSubtaskState state() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults())) {
      harness.process("r1");
      return harness.flink.snapshot(1, 1);
    }
  }

  @SuppressWarnings("try") // The harness's close() may be interrupted.
  private Throwable openWithoutModel(Optional<OperatorSubtaskState> state) throws Exception {
    try (OneInputStreamOperatorTestHarness<DecodedEvent, Completion> flink =
        new OneInputStreamOperatorTestHarness<>(
            new GenerateOperatorFactory(
                spec -> {
                  throw missing;
                },
                EngineSpec.of("/models/x"),
                GenerateOptions.defaults(),
                new SourceGate("missing")))) {
      flink.getStreamConfig().setOperatorName("generate");
      flink.setup(RecordTypeInfo.COMPLETION.createSerializer(new SerializerConfigImpl()));
      if (state.isPresent()) {
        flink.initializeState(state.get());
      }
      return catchThrowable(flink::open);
    }
  }
}
