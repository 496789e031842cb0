package io.mosaicgpt.operators.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.DynamicParallelismInference;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class GatedSourceTest {
  private static final SourceGate GATE = SourceGate.create();

  @Test
  void whatFlinkAsksOfTheSourceIsTheWrappedSources() throws Exception {
    KafkaSource<String> kafka =
        KafkaSource.<String>builder()
            .setBootstrapServers("localhost:1")
            .setTopics("t")
            .setBounded(OffsetsInitializer.latest())
            .setValueOnlyDeserializer(new SimpleStringSchema())
            .build();

    var gated = GatedSource.wrap(kafka, GATE);

    assertThat(gated.getBoundedness()).isEqualTo(Boundedness.BOUNDED);
    assertThat(gated.getProducedType()).isEqualTo(Types.STRING);
    assertThat(gated.getSplitSerializer()).isInstanceOf(kafka.getSplitSerializer().getClass());
    assertThat(gated.getEnumeratorCheckpointSerializer().getVersion())
        .isEqualTo(kafka.getEnumeratorCheckpointSerializer().getVersion());
    assertThat(gated).isNotInstanceOf(DynamicParallelismInference.class);
    assertThat(InstantiationUtil.clone(gated).gate()).isEqualTo(GATE);
  }

  /** Flink drops a failure before that, and would start the source without state. */
  @Test
  void stateThatCannotBeReadFailsTheJobAsTheSourceStarts() throws Exception {
    var gated = GatedSource.wrap(new NumberSequenceSource(0, 1), GATE);
    var state = gated.getEnumeratorCheckpointSerializer().deserialize(99, new byte[0]);

    var enumerator = gated.restoreEnumerator(null, state);

    assertThatThrownBy(enumerator::start)
        .hasMessage("The source's state cannot be restored")
        .hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void aSourceThatInfersItsParallelismStillDoes() {
    class Inferring extends NumberSequenceSource implements DynamicParallelismInference {
      private static final long serialVersionUID = 1L;

      Inferring() {
        super(0, 1);
      }

      @Override
      public int inferParallelism(Context context) {
        return 7;
      }
    }

    assertThat(GatedSource.wrap(new Inferring(), GATE))
        .isInstanceOfSatisfying(
            DynamicParallelismInference.class,
            source -> assertThat(source.inferParallelism(null)).isEqualTo(7));
  }

  @Test
  void aSourceWhoseSplitsAreReassignedIsRefused() {
    class Reassigning extends NumberSequenceSource implements SupportsSplitReassignmentOnRecovery {
      private static final long serialVersionUID = 1L;

      Reassigning() {
        super(0, 1);
      }
    }

    assertThatThrownBy(() -> GatedSource.wrap(new Reassigning(), GATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be gated");
  }
}
