package io.mosaicgpt.model.forward;

import static java.util.Objects.requireNonNull;

/**
 * How to load a model.
 *
 * @param type element type of the weights
 * @param device where it computes
 * @param slots sequences computed together, at least 1
 * @param maxModelLen longest sequence, at least 1; beyond the model's own length only with ALiBi
 * @param usableVocab ids below this have logits; at least 1
 * @param kvPositions positions of the KV cache, which the slots share; a multiple of 64
 * @param threads threads that a step computes with on the CPU; 0 takes as many as suit the model
 */
public record ReplicaOptions(
    ElementType type,
    ReplicaDevice device,
    int slots,
    int maxModelLen,
    int usableVocab,
    long kvPositions,
    int threads) {
  /** The KV cache is shared out in multiples of so many positions. */
  public static final int POSITION_QUANTUM = 64;

  public ReplicaOptions {
    requireNonNull(type, "type is null");
    requireNonNull(device, "device is null");
    requireAtLeastOne("slots", slots);
    requireAtLeastOne("maxModelLen", maxModelLen);
    requireAtLeastOne("usableVocab", usableVocab);
    if (kvPositions < POSITION_QUANTUM || kvPositions % POSITION_QUANTUM != 0) {
      throw new IllegalArgumentException(
          "kvPositions is %d, but must be a multiple of %d, and not 0"
              .formatted(kvPositions, POSITION_QUANTUM));
    }
    if (threads < 0) {
      throw new IllegalArgumentException(
          "threads is %d, but must be at least 1, or 0 for a fitting number".formatted(threads));
    }
  }

  /** Options with room for the longest sequence in every slot, and threads that suit the model. */
  public ReplicaOptions(
      ElementType type, ReplicaDevice device, int slots, int maxModelLen, int usableVocab) {
    this(type, device, slots, maxModelLen, usableVocab, longest(slots, maxModelLen), 0);
  }

  private static long longest(int slots, int maxModelLen) {
    return (long) slots * roundedUp(maxModelLen);
  }

  /** The least multiple of {@link #POSITION_QUANTUM} that holds so many positions. */
  public static int roundedUp(int positions) {
    return (positions + POSITION_QUANTUM - 1) / POSITION_QUANTUM * POSITION_QUANTUM;
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s is %d, but must be at least 1".formatted(name, value));
    }
  }
}
