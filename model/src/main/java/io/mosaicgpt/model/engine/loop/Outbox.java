package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.generation.GenerationEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The events of one step, by session. The engine's thread only. */
final class Outbox {
  private final Map<EngineSession, List<GenerationEvent>> events = new LinkedHashMap<>();
  private long tokens;

  void add(EngineSession session, GenerationEvent event) {
    events.computeIfAbsent(session, s -> new ArrayList<>()).add(event);
    if (event instanceof GenerationEvent.Token) {
      tokens++;
    }
  }

  /** Tokens that ever went through here. */
  long tokens() {
    return tokens;
  }

  void deliver(BiConsumer<EngineSession, List<GenerationEvent>> delivery) {
    events.forEach((session, list) -> delivery.accept(session, List.copyOf(list)));
    events.clear();
  }
}
