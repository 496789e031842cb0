package io.mosaicgpt.model.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that keeps what was put or asked for last. Not thread-safe. */
public final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int most;

  /**
   * An empty one.
   *
   * @param most entries; of more the least recently used goes
   */
  public RecentlyUsed(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
