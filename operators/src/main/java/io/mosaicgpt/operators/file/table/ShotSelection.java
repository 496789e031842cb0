package io.mosaicgpt.operators.file.table;

import java.util.Locale;

/** Which examples a row gets. */
public enum ShotSelection {
  /** The first ones, the same for each row, so that all prompts begin alike. */
  FIXED,
  /** Those that share most words with the row, the most similar last. */
  SIMILAR,
  /** Some by chance, the same for the same seed. */
  RANDOM;

  /** As users write it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
