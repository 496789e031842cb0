package io.mosaicgpt.model.engine;

import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import java.io.IOException;
import java.time.Duration;

/**
 * The engines of this JVM, shared by reference count and kept for a linger after the last user
 * left, so that a restarted task finds its weights still loaded. Callers who leave the device open
 * are spread over all CUDA devices that there are. Thread-safe.
 */
public final class EngineRegistry {
  /**
   * System property with the seconds that an engine stays loaded without users; 30 unless set. Read
   * once.
   */
  public static final String LINGER_PROPERTY = "mosaicgpt.engine.linger";

  private static final EnginePool POOL =
      new EnginePool(Duration.ofSeconds(Math.max(0, Long.getLong(LINGER_PROPERTY, 30))));

  private static final DeviceSeats SEATS = new DeviceSeats();

  private EngineRegistry() {}

  /**
   * The engine for a spec, loaded unless it is there already.
   *
   * @throws CheckpointException when the model cannot be used
   * @throws IllegalArgumentException when the spec has an unusable value
   * @throws io.mosaicgpt.model.replica.EngineFailure when the native engine fails
   */
  public static InferenceEngine acquire(EngineSpec spec) {
    return acquire(spec, ProgressListener.NONE);
  }

  /**
   * As {@link #acquire(EngineSpec)}.
   *
   * @param listener told how far loading has come, by another thread; not at all if the engine is
   *     there already or is being loaded for somebody else
   */
  public static InferenceEngine acquire(EngineSpec spec, ProgressListener listener) {
    DeviceSeats.Claim seat = SEATS.claim();
    try {
      ResolvedModel model = ResolvedModel.of(spec, seat::takeOne);
      return POOL.acquire(model.key(), () -> model.load(listener), model.view(), seat::free);
    } catch (IOException e) {
      seat.free();
      throw new CheckpointException(
          "%s cannot be read: %s".formatted(spec.model(), FileFault.of(e)), e);
    } catch (RuntimeException | Error e) {
      seat.free();
      throw e;
    }
  }

  /** How many times this JVM has loaded a model. */
  public static long loads() {
    return POOL.loads();
  }

  /** How many models this JVM has loaded now, lingering ones included. */
  public static int loaded() {
    return POOL.loaded();
  }
}
