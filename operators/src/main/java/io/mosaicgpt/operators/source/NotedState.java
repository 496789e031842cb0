package io.mosaicgpt.operators.source;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * State of an enumerator, and a note.
 *
 * @param note lines that say whose it is
 * @param state the wrapped enumerator's
 */
record NotedState<EnumT>(List<String> note, EnumT state) {
  NotedState {
    note = List.copyOf(note);
    requireNonNull(state, "state is null");
  }
}
