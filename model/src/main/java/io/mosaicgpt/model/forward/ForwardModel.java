package io.mosaicgpt.model.forward;

/**
 * A model with its slots, as the engine's loop sees it. All methods are called by one thread.
 *
 * <p>Each slot has a capacity, which grows on demand; what it held stays valid when it grows and
 * until {@link #release} is called. The capacities together never exceed the KV cache.
 */
public interface ForwardModel extends AutoCloseable {
  /** Number of slots. */
  int slots();

  /** Positions are reserved in multiples of this. */
  int positionQuantum();

  /** Bytes of KV cache that one position takes. */
  long bytesPerPosition();

  /** Positions that {@code slot} may hold. */
  int capacity(int slot);

  /** Lets {@code slot} hold at least {@code positions} positions, keeping what it holds. */
  void reserve(int slot, int positions);

  /** Gives the slot's positions back, for other slots. */
  void release(int slot);

  /** Makes another slot's first {@code positions} positions what this one's are. */
  void copyPrefix(int fromSlot, int toSlot, int positions);

  /** Whether a step may have {@linkplain TokenTree trees}. */
  default boolean computesTrees() {
    return false;
  }

  /**
   * Runs one step.
   *
   * @throws EngineFailure when the native engine fails; what slots hold is then undefined until
   *     they are released
   */
  StepOutput forward(StepBatch batch);

  /** Where the time of all steps so far went; {@link StepTimes#NONE} if the model cannot tell. */
  default StepTimes times() {
    return StepTimes.NONE;
  }

  @Override
  void close();
}
