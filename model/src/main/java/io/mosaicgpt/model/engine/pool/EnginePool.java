package io.mosaicgpt.model.engine.pool;

import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.loop.EngineClock;
import io.mosaicgpt.model.engine.loop.LoadedEngine;
import io.mosaicgpt.model.engine.loop.LoadedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Engines by key, each loaded once and shared by reference count. An engine without users lingers
 * for a while, unless another model wants its device. Thread-safe.
 */
final class EnginePool {
  private static final Logger LOG = LoggerFactory.getLogger(EnginePool.class);

  private final Duration linger;
  private final ScheduledThreadPoolExecutor timer;
  private final Map<EngineKey, Entry> entries = new HashMap<>();
  private long loads;

  EnginePool(Duration linger) {
    this.linger = linger;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "mosaicgpt-engine-linger");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
  }

  /** One engine in use, or lingering. Guarded by {@link #entries}. */
  private static final class Entry {
    final EngineKey key;
    final LoadedEngine engine;
    int users;
    Future<?> eviction;

    Entry(EngineKey key, LoadedEngine engine) {
      this.key = key;
      this.engine = engine;
    }
  }

  /**
   * The engine for a key, loaded from {@code source} unless it is there already. Waits for it.
   *
   * @param view how its user sees the model, whoever had it loaded
   * @param afterwards run when the user has closed it, but not if this throws
   * @return to be closed by its user; other users are not affected
   */
  InferenceEngine acquire(
      EngineKey key, LoadedModel.Source source, ModelView view, Runnable afterwards) {
    Entry entry;
    synchronized (entries) {
      entry = entries.get(key);
      if (entry == null || entry.engine.isBroken()) {
        entry = new Entry(key, load(key, source, takeUnused(key.device())));
        entries.put(key, entry);
        loads++;
      }
      entry.users++;
      if (entry.eviction != null) {
        entry.eviction.cancel(false);
        entry.eviction = null;
      }
    }
    try {
      entry.engine.awaitLoaded();
    } catch (RuntimeException | Error e) {
      release(entry);
      throw e;
    }
    Entry acquired = entry;
    return new EngineLease(
        entry.engine,
        view,
        () -> {
          release(acquired);
          afterwards.run();
        });
  }

  /** How many engines were ever loaded. */
  long loads() {
    synchronized (entries) {
      return loads;
    }
  }

  /** How many engines are loaded or being loaded now. */
  int loaded() {
    synchronized (entries) {
      return entries.size();
    }
  }

  private static LoadedEngine load(
      EngineKey key, LoadedModel.Source source, List<LoadedEngine> unused) {
    LoadedEngine engine =
        new LoadedEngine(
            key.device(),
            () -> {
              unused.forEach(LoadedEngine::close);
              return source.load();
            },
            EngineClock.SYSTEM);
    engine.start();
    return engine;
  }

  /** Takes engines without users out that would share a device's memory with a new one. */
  private List<LoadedEngine> takeUnused(String device) {
    List<LoadedEngine> unused = new ArrayList<>();
    for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      if (entry.users == 0 && entry.key.device().equals(device)) {
        all.remove();
        entry.eviction.cancel(false);
        unused.add(entry.engine);
      }
    }
    return unused;
  }

  private void release(Entry entry) {
    synchronized (entries) {
      entry.users--;
      if (entry.users > 0) {
        return;
      }
      boolean lingers =
          !linger.isZero() && !entry.engine.isBroken() && entries.get(entry.key) == entry;
      if (lingers) {
        entry.eviction =
            timer.schedule(() -> evict(entry), linger.toMillis(), TimeUnit.MILLISECONDS);
        return;
      }
      entries.remove(entry.key, entry);
    }
    entry.engine.close();
  }

  private void evict(Entry entry) {
    synchronized (entries) {
      if (entry.users > 0 || !entries.remove(entry.key, entry)) {
        return;
      }
    }
    LOG.info("Unloading {}: unused for {}", entry.key, linger);
    entry.engine.close();
  }
}
