package io.mosaicgpt.jobs.command.form;

import io.mosaicgpt.model.constraint.grammar.GrammarForm;
import io.mosaicgpt.model.constraint.grammar.GrammarState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Whether a text has a form.
 *
 * @param place the first byte that is not accepted, counted from 0; the text's length where it ends
 *     too early, and null where it is accepted
 * @param allowed what could have come there: bytes, or the end
 */
record TextCheck(String text, boolean accepted, Integer place, List<String> allowed) {
  private static final String END = "the end";

  static TextCheck of(GrammarForm form, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    GrammarState state = form.start();
    for (int i = 0; i < bytes.length; i++) {
      GrammarState next = state.append(bytes, i, i + 1);
      if (next == null) {
        return new TextCheck(text, false, i, allowed(state));
      }
      state = next;
    }
    return state.mayEnd()
        ? new TextCheck(text, true, null, List.of())
        : new TextCheck(text, false, bytes.length, allowed(state));
  }

  String sentence() {
    if (accepted) {
      return "accepted: " + text;
    }
    String found =
        place == text.getBytes(StandardCharsets.UTF_8).length ? "it ends" : "it goes on otherwise";
    return "rejected at byte %d, where %s: %s%n  allowed there: %s"
        .formatted(place, found, text, String.join(", ", allowed));
  }

  /** Ranges of bytes, those of ASCII as they are. */
  private static List<String> allowed(GrammarState state) {
    List<String> ranges = new ArrayList<>();
    BitSet bytes = state.nextBytes();
    for (int from = bytes.nextSetBit(0); from >= 0; ) {
      int behind = bytes.nextClearBit(from);
      ranges.add(
          behind == from + 1 ? name(from) : "%s to %s".formatted(name(from), name(behind - 1)));
      from = bytes.nextSetBit(behind);
    }
    if (state.mayEnd()) {
      ranges.add(END);
    }
    return ranges;
  }

  private static String name(int value) {
    return value > ' ' && value < 0x7F ? Character.toString(value) : "0x%02X".formatted(value);
  }
}
