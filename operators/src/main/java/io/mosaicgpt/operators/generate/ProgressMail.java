package io.mosaicgpt.operators.generate;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.GenerationEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Brings the engine's news to the task's thread. Constraint: the engine's thread touches nothing of
 * Flink but the mailbox, and there is never more than one mail under way, however many steps the
 * engine runs ahead.
 *
 * <p>The listener's methods are called by the engine's thread, {@link #deliver} and {@link #close}
 * by the task's.
 */
final class ProgressMail implements GenerationEvent.Listener, AutoCloseable {
  /** Takes what one step brought, on the task's thread. */
  interface Receiver {
    /**
     * @param nanos when the engine reported, {@link System#nanoTime}
     */
    void receive(List<GenerationEvent> events, long nanos) throws Exception;

    /** The mail is read to its end. */
    void done() throws Exception;
  }

  private record Step(List<GenerationEvent> events, long nanos) {}

  private final MailboxExecutor mailbox;
  private final String engineName;
  private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile Throwable failure;
  private volatile boolean closed;
  private Receiver receiver;

  ProgressMail(MailboxExecutor mailbox, String engineName) {
    this.mailbox = requireNonNull(mailbox, "mailbox is null");
    this.engineName = requireNonNull(engineName, "engineName is null");
  }

  /** Must be called by the task's thread before it reads its first mail. */
  void setReceiver(Receiver receiver) {
    this.receiver = requireNonNull(receiver, "receiver is null");
  }

  @Override
  public void onEvents(List<GenerationEvent> events) {
    steps.add(new Step(events, System.nanoTime()));
    post();
  }

  @Override
  public void onFailure(Throwable cause) {
    failure = cause;
    post();
  }

  private void post() {
    if (closed || !underWay.compareAndSet(false, true)) {
      return;
    }
    try {
      mailbox.execute(this::deliver, "progress of generations");
    } catch (RejectedExecutionException e) {
      closed = true; // The task has ended; what it does not know is generated again.
    }
  }

  private void deliver() throws Exception {
    // First, so that what comes while this mail is read gets a mail of its own.
    underWay.set(false);
    if (closed) {
      return;
    }
    for (Step step = steps.poll(); step != null; step = steps.poll()) {
      receiver.receive(step.events(), step.nanos());
    }
    receiver.done();
    if (failure != null) {
      throw new FlinkRuntimeException(
          "the engine of %s failed: %s; the task restarts and goes on from the last checkpoint"
              .formatted(engineName, failure.getMessage()),
          failure);
    }
  }

  /** From here on nothing is delivered. */
  @Override
  public void close() {
    closed = true;
    steps.clear();
  }
}
