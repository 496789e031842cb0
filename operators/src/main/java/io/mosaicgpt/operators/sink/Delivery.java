package io.mosaicgpt.operators.sink;

import java.util.Arrays;
import java.util.Locale;

/** What a consumer of the output topics may rely on after a failure. */
public enum Delivery {
  /**
   * Each record once, for consumers that read committed data only. Records become visible when the
   * checkpoint that covers them is complete, so an answer is late by up to the checkpoint interval.
   */
  EXACTLY_ONCE,
  /**
   * Each record at least once and at once. After a failure records come again; a repeat has the
   * same request_id, by which it can be dropped.
   */
  AT_LEAST_ONCE;

  /**
   * The guarantee that a user named.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public static Delivery of(String name) {
    return Arrays.stream(values())
        .filter(delivery -> delivery.code().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no delivery called '"
                        + name
                        + "'; take exactly-once or at-least-once"));
  }

  /** The name that users give. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
