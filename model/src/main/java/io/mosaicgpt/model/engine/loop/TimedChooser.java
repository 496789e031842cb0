package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.generation.LogitRow;
import io.mosaicgpt.model.generation.TokenChooser;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.TokenCounts;

/** Takes the time of choosing. The engine's thread only. */
final class TimedChooser implements TokenChooser {
  private final TokenChooser chooser;
  private final LapClock laps;

  TimedChooser(TokenChooser chooser, LapClock laps) {
    this.chooser = chooser;
    this.laps = laps;
  }

  @Override
  public Chosen choose(LogitRow row, SamplingParams params, TokenCounts counts, TokenMask allowed) {
    laps.other();
    try {
      return chooser.choose(row, params, counts, allowed);
    } finally {
      laps.sampling();
    }
  }
}
