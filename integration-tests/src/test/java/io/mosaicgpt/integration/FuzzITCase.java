package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.cluster.TestCluster;
import io.mosaicgpt.integration.cluster.TestJob;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BadEvent;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.FuzzedEvents;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A flood of events of which hardly any can be answered. {@code -Dmosaicgpt.fuzz.seed=N} takes
 * others; the long form is in the profile {@code chaos}.
 */
class FuzzITCase {
  private static final long SEED = Long.getLong("mosaicgpt.fuzz.seed", 20260101);
  private static final int BAD_PER_GOOD = 100;

  /** As much of a value as a dead letter carries. */
  private static final int MOST_PAYLOAD = 64 * 1024;

  private static final int MEASUREMENTS = 10;

  /**
   * The long form makes 80 MB if it keeps as little as a kilobyte of each event behind the second
   * measurement. What the heap holds besides, class loading and caches, stays far below this.
   */
  private static final long MOST_GROWTH_MB = 40;

  @TempDir private Path checkpoints;

  @Test
  void tenThousandFuzzedEventsBecomeDeadLettersAndTheGoodOnesAreAnswered() throws Exception {
    flood(10_000);
  }

  @Test
  @Tag("chaos")
  void aHundredThousandFuzzedEventsBecomeDeadLettersAndTheGoodOnesAreAnswered() throws Exception {
    flood(100_000);
  }

  private void flood(int bad) throws Exception {
    System.out.printf("[INFO] %d fuzzed events are made of seed %d%n", bad, SEED);
    TestTopics topics = TestTopics.create(KafkaBroker.all().get(0), 2);
    RunJob run = RunJob.on(topics).with(KafkaSettings.BOUNDED, true);
    List<Instruction> good = Stories.of(bad / BAD_PER_GOOD, 2);
    Map<String, Sent> sent = send(topics, good);

    try (TestCluster cluster = TestCluster.start(1, checkpoints);
        TopicReader<Completion> completions = topics.completionReader();
        TopicReader<String> places = topics.deadLetterReader(letter -> verify(letter, sent))) {
      long start = System.nanoTime();
      TestJob job = cluster.submit(run.graph());
      List<Long> heap = heapMegabytes(job, bad);
      job.awaitFinished();
      System.out.printf(
          "[INFO] took %d s, used heap in MB at even distances: %s%n",
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), heap);

      assertThat(places.all())
          .hasSize(bad)
          .doesNotHaveDuplicates()
          .allMatch(place -> place.startsWith(topics.instructions() + "-"));
      Answers.assertEachOnce(
          completions.all(), BareEngine.answers(run.config().serving().engine(), good));
      assertThat(job.taskRestarts()).as("restarts").isZero();
      assertThat(heap.get(heap.size() - 1) - heap.get(1))
          .as("growth of the used heap in MB, of %s", heap)
          .isLessThan(MOST_GROWTH_MB);
    }
  }

  /** What a dead letter is compared with. The values themselves would be most of the heap. */
  private record Sent(String name, String code, String says, long size, long checksum) {
    static Sent of(BadEvent event) {
      byte[] value = event.value();
      byte[] kept = Arrays.copyOf(value, Math.min(value.length, MOST_PAYLOAD));
      return new Sent(
          event.name(),
          event.code(),
          event.says(),
          value.length,
          FuzzITCase.checksum(ByteBuffer.wrap(kept)));
    }
  }

  /** Sends good events among bad ones; what was sent of the bad ones, by partition and offset. */
  private static Map<String, Sent> send(TestTopics topics, List<Instruction> good)
      throws Exception {
    FuzzedEvents events = new FuzzedEvents(SEED);
    Map<String, Sent> sent = new HashMap<>();
    try (EventWriter writer = new EventWriter(topics)) {
      for (int batch = 0; batch < good.size(); batch++) {
        writer.send(good.subList(batch, batch + 1));
        Map<Future<RecordMetadata>, Sent> queued = new HashMap<>();
        for (int i = 0; i < BAD_PER_GOOD; i++) {
          BadEvent event = events.next();
          queued.put(writer.queue(event.key(), event.value()), Sent.of(event));
        }
        for (Map.Entry<Future<RecordMetadata>, Sent> record : queued.entrySet()) {
          RecordMetadata place = record.getKey().get(1, TimeUnit.MINUTES);
          sent.put(place.partition() + "@" + place.offset(), record.getValue());
        }
      }
    }
    return sent;
  }

  /** Compares a dead letter with its event, and says whose it is. */
  private static String verify(DeadLetter letter, Map<String, Sent> sent) {
    String place = letter.getSourcePartition() + "@" + letter.getSourceOffset();
    Sent event = sent.get(place);
    assertThat(event).as("event at %s, whose dead letter is %s", place, letter).isNotNull();
    assertThat(letter.getCode()).as("code of %s", event).isEqualTo(event.code());
    assertThat(letter.getMessage())
        .as("sentence of %s", event)
        .contains(event.says())
        .hasSizeBetween(20, 1_500);
    assertThat(letter.getPayloadSize()).as("size of %s", event).isEqualTo(event.size());
    assertThat(checksum(letter.getPayload()))
        .as("payload of %s", event)
        .isEqualTo(event.checksum());
    return letter.getSourceTopic() + "-" + place;
  }

  private static long checksum(ByteBuffer bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes.duplicate());
    return checksum.getValue();
  }

  /**
   * Used heap behind a collection, at even distances over the dead letters. Not at the last one:
   * with it the job ends, and its counters with it.
   */
  private static List<Long> heapMegabytes(TestJob job, int bad) throws Exception {
    List<Long> heap = new ArrayList<>();
    for (int i = 1; i <= MEASUREMENTS; i++) {
      long letters = (long) bad * i / (MEASUREMENTS + 1);
      job.await(
          letters + " dead letters", () -> job.counted(OperatorMetrics.DEAD_LETTERS) >= letters);
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      heap.add((runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }
    return heap;
  }
}
