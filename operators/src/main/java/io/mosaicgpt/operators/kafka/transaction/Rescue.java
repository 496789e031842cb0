package io.mosaicgpt.operators.kafka.transaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records of lost transactions on their way from a task's committer to its writer. Both run in one
 * chain, hence on one thread, and nothing else of this job or another one does: so a checkpoint
 * holds such records either with the committer or in the writer's next transaction, never in both.
 */
final class Rescue {
  private static final ThreadLocal<Map<String, Rescue>> OF_THIS_TASK =
      ThreadLocal.withInitial(HashMap::new);

  private List<ProducerRecord<byte[], byte[]>> waiting = new ArrayList<>();
  private boolean over;

  private Rescue() {}

  /** That of one sink of this thread's task. */
  static Rescue of(String sink) {
    return OF_THIS_TASK.get().computeIfAbsent(sink, name -> new Rescue());
  }

  /** The task of this thread has a committer; a chain makes it before the writer. */
  static void announceCommitter(String sink) {
    of(sink);
  }

  /**
   * Refuses a writer whose committer is in another task, where its records would be lost.
   *
   * @throws IllegalStateException that says what to set
   */
  static void requireCommitter(String sink) {
    if (!OF_THIS_TASK.get().containsKey(sink)) {
      throw new IllegalStateException(
          ("The writer of %s and its committer run in different tasks, and what the brokers give up"
                  + " between them would be lost: leave pipeline.operator-chaining.enabled at true and"
                  + " the sink's chaining on, or take delivery at-least-once.")
              .formatted(sink));
    }
  }

  /** Hands records to the writer; false when it writes no more. */
  boolean offer(List<ProducerRecord<byte[], byte[]>> records) {
    return !over && waiting.addAll(records);
  }

  /** What the writer has to write again. */
  List<ProducerRecord<byte[], byte[]>> take() {
    List<ProducerRecord<byte[], byte[]>> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }

  /** The writer has written its last. */
  void end() {
    over = true;
  }

  /** The writer is gone. */
  static void forget(String sink) {
    OF_THIS_TASK.get().remove(sink);
  }
}
