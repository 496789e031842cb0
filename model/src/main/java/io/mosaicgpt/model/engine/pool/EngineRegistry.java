package io.mosaicgpt.model.engine.pool;

import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.forward.ReplicaDevice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

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
   * @throws io.mosaicgpt.model.forward.EngineFailure when the native engine fails
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
      return acquire(spec, listener, seat::takeOne, seat::free);
    } catch (RuntimeException | Error e) {
      seat.free();
      throw e;
    }
  }

  /**
   * As {@link #acquire(EngineSpec, ProgressListener)}, for who keeps an engine warm for somebody
   * else: where the device is left open, the next one to acquire it gets this engine, rather than
   * one on a device that has fewer users.
   */
  public static InferenceEngine warm(EngineSpec spec, ProgressListener listener) {
    return acquire(spec, listener, SEATS::next, () -> {});
  }

  private static InferenceEngine acquire(
      EngineSpec spec,
      ProgressListener listener,
      Function<List<ReplicaDevice>, ReplicaDevice> choice,
      Runnable afterwards) {
    try {
      ResolvedModel model = ResolvedModel.of(spec, choice);
      return POOL.acquire(model.key(), () -> model.load(listener), model.view(), afterwards);
    } catch (IOException e) {
      throw new CheckpointException(
          "%s cannot be read: %s".formatted(spec.model(), FileFault.of(e)), e);
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
