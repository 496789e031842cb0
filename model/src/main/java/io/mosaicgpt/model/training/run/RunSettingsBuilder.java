package io.mosaicgpt.model.training.run;

import io.mosaicgpt.model.training.Schedule;
import java.util.Optional;

/** Makes {@link RunSettings}; whatever is not set keeps its default. */
public final class RunSettingsBuilder {
  private int epochs = 3;
  private Optional<Integer> maxSteps = Optional.empty();
  private Optional<Double> learningRate = Optional.empty();
  private int batchTokens = 1024;
  private int accumulate = 1;
  private Optional<Integer> maxSeqLen = Optional.empty();
  private Optional<Integer> warmup = Optional.empty();
  private Schedule schedule = Schedule.COSINE;
  private double weightDecay = 0.1;
  private double clip = 1;
  private double dropout;
  private double labelSmoothing;
  private double ema;
  private long seed;

  RunSettingsBuilder() {}

  /** Default: 3. */
  public RunSettingsBuilder epochs(int epochs) {
    this.epochs = epochs;
    return this;
  }

  /** Default: none. */
  public RunSettingsBuilder maxSteps(int maxSteps) {
    this.maxSteps = Optional.of(maxSteps);
    return this;
  }

  /** Default: by width and first weights. */
  public RunSettingsBuilder learningRate(double learningRate) {
    this.learningRate = Optional.of(learningRate);
    return this;
  }

  /** Default: 1024. */
  public RunSettingsBuilder batchTokens(int batchTokens) {
    this.batchTokens = batchTokens;
    return this;
  }

  /** Default: 1. */
  public RunSettingsBuilder accumulate(int accumulate) {
    this.accumulate = accumulate;
    return this;
  }

  /** Default: the model's own. */
  public RunSettingsBuilder maxSeqLen(int maxSeqLen) {
    this.maxSeqLen = Optional.of(maxSeqLen);
    return this;
  }

  /** Default: a twentieth of all steps. */
  public RunSettingsBuilder warmup(int warmup) {
    this.warmup = Optional.of(warmup);
    return this;
  }

  /** Default: cosine. */
  public RunSettingsBuilder schedule(Schedule schedule) {
    this.schedule = schedule;
    return this;
  }

  /** Default: 0.1. */
  public RunSettingsBuilder weightDecay(double weightDecay) {
    this.weightDecay = weightDecay;
    return this;
  }

  /** Default: 1. */
  public RunSettingsBuilder clip(double clip) {
    this.clip = clip;
    return this;
  }

  /** Default: 0. */
  public RunSettingsBuilder dropout(double dropout) {
    this.dropout = dropout;
    return this;
  }

  /** Default: 0. */
  public RunSettingsBuilder labelSmoothing(double labelSmoothing) {
    this.labelSmoothing = labelSmoothing;
    return this;
  }

  /** Default: 0, no average. */
  public RunSettingsBuilder ema(double ema) {
    this.ema = ema;
    return this;
  }

  /** Default: 0. */
  public RunSettingsBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException when a value is outside its range; begins with its name
   */
  public RunSettings build() {
    return new RunSettings(
        epochs,
        maxSteps,
        learningRate,
        batchTokens,
        accumulate,
        maxSeqLen,
        warmup,
        schedule,
        weightDecay,
        clip,
        dropout,
        labelSmoothing,
        ema,
        seed);
  }
}
