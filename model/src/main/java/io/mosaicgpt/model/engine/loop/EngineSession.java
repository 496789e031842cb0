package io.mosaicgpt.model.engine.loop;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.Generation;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One caller's requests. The caller's side may be used by any thread. Events are delivered under a
 * lock that {@link #close} takes as well: once it has returned, the listener is not called.
 */
public final class EngineSession implements InferenceEngine.Session {
  private final Inbox inbox;
  private final FormDesk forms;
  private final EngineClock clock;
  private final GenerationEvent.Listener listener;
  private final Consumer<EngineSession> onClose;
  private final Object delivery = new Object();
  private volatile boolean ended;

  /** The engine's thread only. */
  private final Map<Long, Generation> unfinished = new HashMap<>();

  EngineSession(
      Inbox inbox,
      FormDesk forms,
      EngineClock clock,
      GenerationEvent.Listener listener,
      Consumer<EngineSession> onClose) {
    this.inbox = inbox;
    this.forms = forms;
    this.clock = clock;
    this.listener = requireNonNull(listener, "listener is null");
    this.onClose = onClose;
  }

  @Override
  public void submit(GenerationRequest request) {
    requireNonNull(request, "request is null");
    if (!ended) {
      forms.submit(this, request, clock.nanos());
    }
  }

  @Override
  public void abort(long key) {
    if (!ended && !forms.abort(this, key)) {
      inbox.add(new EngineCommand.Abort(this, key));
    }
  }

  @Override
  public void close() {
    synchronized (delivery) {
      if (!ended) {
        ended = true;
        forms.abortAll(this);
        inbox.add(new EngineCommand.CloseSession(this));
      }
    }
    onClose.accept(this);
  }

  public boolean hasEnded() {
    return ended;
  }

  /** Hands events over; the engine's thread only. */
  void deliver(List<GenerationEvent> events) {
    synchronized (delivery) {
      if (!ended) {
        listener.onEvents(events);
      }
    }
  }

  /** Tells the listener, once, that nothing more will come. */
  void fail(Throwable cause) {
    synchronized (delivery) {
      if (!ended) {
        ended = true;
        listener.onFailure(cause);
      }
    }
  }

  /** False if there is an unfinished one of that key already. */
  boolean add(Generation generation) {
    return unfinished.putIfAbsent(generation.key(), generation) == null;
  }

  Generation remove(long key) {
    return unfinished.remove(key);
  }

  Collection<Generation> removeAll() {
    List<Generation> all = new ArrayList<>(unfinished.values());
    unfinished.clear();
    return all;
  }
}
