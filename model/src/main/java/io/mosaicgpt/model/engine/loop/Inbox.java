package io.mosaicgpt.model.engine.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The queue from callers to the engine's thread. Thread-safe; adding never blocks. */
final class Inbox {
  private final LinkedBlockingQueue<EngineCommand> commands = new LinkedBlockingQueue<>();
  private final AtomicInteger expected = new AtomicInteger();

  void add(EngineCommand command) {
    commands.add(command);
  }

  /** So many more requests, or fewer, will be added when something else is done. */
  void expect(int requests) {
    expected.addAndGet(requests);
  }

  /** Commands that wait to be taken, or to be added. */
  int size() {
    return commands.size() + expected.get();
  }

  /** All that is there, in order; waits up to {@code nanos} for a first one. */
  List<EngineCommand> take(long nanos) throws InterruptedException {
    List<EngineCommand> taken = new ArrayList<>();
    commands.drainTo(taken);
    if (taken.isEmpty() && nanos > 0) {
      EngineCommand first = commands.poll(nanos, TimeUnit.NANOSECONDS);
      if (first != null) {
        taken.add(first);
        commands.drainTo(taken);
      }
    }
    return taken;
  }
}
