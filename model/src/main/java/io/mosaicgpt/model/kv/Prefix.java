package io.mosaicgpt.model.kv;

/**
 * A beginning of a prompt that some slot holds already.
 *
 * @param slot null when there is none
 * @param length positions in common
 */
record Prefix(Slot slot, int length) {
  private static final Prefix NONE = new Prefix(null, 0);

  /** Copying fewer positions than this from another slot is not worth the launches. */
  static final int LEAST_COPY = 16;

  /** The longest there is; among equals one in an idle slot, which needs no copy. */
  static Prefix longest(Slot[] slots, int[] prompt, int reusable) {
    Prefix best = NONE;
    for (Slot slot : slots) {
      int length = slot.contents.commonPrefix(prompt, reusable);
      boolean spareACopy = length == best.length && length > 0 && !slot.owned && best.slot.owned;
      if (length > best.length || spareACopy) {
        best = new Prefix(slot, length);
      }
    }
    return best;
  }

  static Prefix none() {
    return NONE;
  }

  /**
   * Whether to compute behind it in its own slot. Not if that would overwrite more than it saves: a
   * long conversation should outlive a stranger who begins with the same words.
   */
  boolean isWorthTakingOver() {
    return slot != null && !slot.owned && 2 * length >= slot.contents.shareable();
  }
}
