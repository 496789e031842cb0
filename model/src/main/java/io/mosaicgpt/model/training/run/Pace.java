package io.mosaicgpt.model.training.run;

import java.util.Optional;

/**
 * How often a run is saved and evaluated, which changes nothing of what is learned.
 *
 * @param saveEvery steps; empty for about a minute
 * @param evalEvery steps; empty for an epoch
 */
public record Pace(Optional<Integer> saveEvery, Optional<Integer> evalEvery) {
  public Pace {
    saveEvery.ifPresent(n -> check(n, "save-every"));
    evalEvery.ifPresent(n -> check(n, "eval-every"));
  }

  private static void check(int steps, String name) {
    if (steps < 1) {
      throw new IllegalArgumentException("%s is %d, but must be 1 or more".formatted(name, steps));
    }
  }
}
