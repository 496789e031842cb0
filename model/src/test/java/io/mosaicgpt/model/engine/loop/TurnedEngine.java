package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.constraint.form.FormCompiler;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.ServedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole engine but for its thread: turns are taken by the test, so that a run can be repeated.
 */
final class TurnedEngine implements GenerationEvent.Listener {
  private final Inbox inbox = new Inbox();
  private final Harness.Clock clock = new Harness.Clock();
  private final EngineLoop loop;
  private final List<EngineSession> sessions = new ArrayList<>();
  private final Map<Long, Progress> progress;

  /**
   * An engine without requests.
   *
   * @param progress told of what requests bring; each must be there before it is submitted
   */
  TurnedEngine(
      ServedModel served,
      LentSlots slots,
      BatchingOptions options,
      int sessionCount,
      Map<Long, Progress> progress) {
    FormDesk forms =
        new FormDesk(
            inbox, new FormCompiler(served.tokenizer().orElseThrow())::compile, Runnable::run);
    this.loop = new EngineLoop(served, slots, options, inbox, clock);
    this.progress = progress;
    for (int i = 0; i < sessionCount; i++) {
      sessions.add(new EngineSession(inbox, forms, clock, this, session -> {}));
    }
  }

  /** What one request brings when nothing else is there, computed in one go and token by token. */
  static Observed alone(InvarianceModel model, GenerationRequest request) {
    Map<Long, Progress> progress = new HashMap<>();
    progress.put(request.key(), new Progress());
    BatchingOptions options =
        new BatchingOptions(InvarianceModel.MAX_LENGTH, InvarianceModel.MAX_LENGTH, 0, false);
    TurnedEngine engine =
        new TurnedEngine(model.served(), model.lend(1, 64, 0), options, 1, progress);
    engine.submit(request);
    while (!progress.get(request.key()).hasEnded()) {
      engine.turn();
    }
    return progress.get(request.key()).observed();
  }

  void submit(GenerationRequest request) {
    session(request.key()).submit(request);
  }

  void abort(long key) {
    session(key).abort(key);
  }

  private EngineSession session(long key) {
    return sessions.get((int) (key % sessions.size()));
  }

  void turn() {
    try {
      loop.turn();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  EngineStats stats() {
    return loop.stats();
  }

  @Override
  public void onEvents(List<GenerationEvent> events) {
    events.forEach(event -> progress.get(event.key()).add(event));
  }

  @Override
  public void onFailure(Throwable cause) {
    throw new AssertionError(cause);
  }
}
