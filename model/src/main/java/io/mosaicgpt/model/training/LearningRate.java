package io.mosaicgpt.model.training;

import static java.util.Objects.requireNonNull;

/**
 * The learning rate of each step: a straight line from 0 to the peak, then by the schedule to its
 * end, where it stays.
 *
 * @param peak the rate at the end of the warm-up
 * @param warmupSteps steps that this takes; 0 takes the first step at the peak
 * @param steps of the run, warm-up included
 * @param schedule the way down
 * @param endShare what is left of the peak at the last step, 0 to 1; of no account if constant
 */
public record LearningRate(
    double peak, int warmupSteps, int steps, Schedule schedule, double endShare) {
  public LearningRate {
    requireNonNull(schedule, "schedule is null");
  }

  /** That of a step, counted from 1. */
  public double at(int step) {
    if (step <= warmupSteps) {
      return peak * step / warmupSteps;
    }
    int peakAt = Math.max(1, warmupSteps);
    double progress = Math.min(1, (double) (step - peakAt) / Math.max(1, steps - peakAt));
    return peak * (endShare + (1 - endShare) * schedule.share(progress));
  }
}
