package io.mosaicgpt.operators.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartingPointTest {
  private static final TopicPartition COMMITTED = new TopicPartition("in", 0);
  private static final TopicPartition FRESH = new TopicPartition("in", 1);
  private static final TopicPartition OLDER = new TopicPartition("in", 2);
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void pointsHaveTheNamesOfUsers() {
    assertThat(StartingPoint.of("earliest")).isEqualTo(StartingPoint.EARLIEST);
    assertThat(StartingPoint.of("latest")).isEqualTo(StartingPoint.LATEST);
    assertThat(StartingPoint.of("2026-01-31T12:00:00Z")).isEqualTo(StartingPoint.at(TIME));
    assertThat(StartingPoint.of("2026-01-31T14:00:00+02:00")).isEqualTo(StartingPoint.at(TIME));
    assertThat(StartingPoint.of("1769860800000")).isEqualTo(StartingPoint.at(TIME));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "first",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "-5",
        "1960-01-01T00:00:00Z",
        "99999999999999999999"
      })
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StartingPoint.of(text))
        .withMessageContainingAll("'" + text + "'", "earliest, latest", "2026-01-31T12:00:00Z");
  }

  @Test
  void aTimeIsForPartitionsOfWhichNothingIsCommitted() throws Exception {
    OffsetsInitializer offsets = InstantiationUtil.clone(StartingPoint.at(TIME).offsets());

    assertThat(offsets.getPartitionOffsets(List.of(COMMITTED, FRESH, OLDER), new Topic()))
        .containsOnly(Map.entry(COMMITTED, 5L), Map.entry(FRESH, 70L), Map.entry(OLDER, 900L));
  }

  /** Three partitions; the last has no record as young as the time. */
  private static final class Topic implements OffsetsInitializer.PartitionOffsetsRetriever {
    @Override
    public Map<TopicPartition, Long> committedOffsets(Collection<TopicPartition> partitions) {
      return Map.of(COMMITTED, 5L);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
      assertThat(partitions).containsExactly(FRESH, OLDER);
      return Map.of(FRESH, 800L, OLDER, 900L);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      assertThat(times).containsOnlyKeys(FRESH, OLDER).containsValue(TIME.toEpochMilli());
      Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
      found.put(FRESH, new OffsetAndTimestamp(70, TIME.toEpochMilli()));
      found.put(OLDER, null);
      return found;
    }
  }
}
