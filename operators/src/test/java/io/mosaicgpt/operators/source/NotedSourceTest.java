package io.mosaicgpt.operators.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.operators.state.RefusedStateException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class NotedSourceTest {
  private static NotedSource<Long, NumberSequenceSplit, ?> noted(String... note) {
    return new NotedSource<>(new NumberSequenceSource(1, 9), List.of(note));
  }

  @SuppressWarnings("unchecked")
  private static SplitEnumeratorContext<NumberSequenceSplit> context() {
    return (SplitEnumeratorContext<NumberSequenceSplit>)
        Proxy.newProxyInstance(
            NotedSourceTest.class.getClassLoader(),
            new Class<?>[] {SplitEnumeratorContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "currentParallelism" -> 1;
                  case "metricGroup" -> UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
                  default -> null;
                });
  }

  /** What a job with this source leaves. */
  private static <EnumT> byte[] state(NotedSource<Long, NumberSequenceSplit, EnumT> source)
      throws Exception {
    return source
        .getEnumeratorCheckpointSerializer()
        .serialize(source.createEnumerator(context()).snapshotState(1));
  }

  private static <EnumT> byte[] restoredState(
      NotedSource<Long, NumberSequenceSplit, EnumT> source, byte[] state) throws Exception {
    SimpleVersionedSerializer<NotedState<EnumT>> serializer =
        source.getEnumeratorCheckpointSerializer();
    SplitEnumerator<NumberSequenceSplit, NotedState<EnumT>> restored =
        source.restoreEnumerator(context(), serializer.deserialize(serializer.getVersion(), state));
    return serializer.serialize(restored.snapshotState(2));
  }

  @Test
  void theNoteIsInTheStateAndStaysThere() throws Exception {
    byte[] state = state(noted("a", "ö"));

    assertThat(NotedSource.note(200, state)).contains(List.of("a", "ö"));
    assertThat(restoredState(noted("a", "ö"), state)).isEqualTo(state);
  }

  @Test
  void stateWithAnotherNoteFailsTheJobForGood() throws Exception {
    byte[] state = state(noted("a", "b"));

    assertThatThrownBy(() -> restoredState(noted("a"), state))
        .isInstanceOf(RefusedStateException.class)
        .hasMessage(
            "The checkpoint or savepoint is of [a, b], not of [a]: restore one of this job, or none.");
  }

  @Test
  void stateOfOtherSourcesHasNoNote() throws Exception {
    assertThat(NotedSource.note(100, new byte[0])).isEmpty();
    assertThatThrownBy(
            () -> noted("a").getEnumeratorCheckpointSerializer().deserialize(1, new byte[0]))
        .isInstanceOf(RefusedStateException.class);
  }
}
