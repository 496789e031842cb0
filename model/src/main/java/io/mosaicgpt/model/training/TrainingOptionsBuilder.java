package io.mosaicgpt.model.training;

/** Makes {@link TrainingOptions}; whatever is not set keeps its default. */
public final class TrainingOptionsBuilder {
  private double learningRate = 1e-3;
  private int warmupSteps;
  private int steps = 1000;
  private Schedule schedule = Schedule.COSINE;
  private double endShare = 0.02;
  private double weightDecay = 0.1;
  private double beta1 = 0.9;
  private double beta2 = 0.98;
  private double epsilon = 1e-8;
  private double clipNorm = 1;
  private double labelSmoothing;
  private double dropout;
  private double averageDecay;
  private long seed;
  private int microBatchTokens = 1024;
  private Precision precision = Precision.FLOAT32;

  TrainingOptionsBuilder() {}

  /** Default: 0.001. */
  public TrainingOptionsBuilder learningRate(double learningRate) {
    this.learningRate = learningRate;
    return this;
  }

  /** Default: 0. */
  public TrainingOptionsBuilder warmupSteps(int warmupSteps) {
    this.warmupSteps = warmupSteps;
    return this;
  }

  /** Default: 1000. */
  public TrainingOptionsBuilder steps(int steps) {
    this.steps = steps;
    return this;
  }

  /** Default: cosine. */
  public TrainingOptionsBuilder schedule(Schedule schedule) {
    this.schedule = schedule;
    return this;
  }

  /** Default: 0.02. */
  public TrainingOptionsBuilder endShare(double endShare) {
    this.endShare = endShare;
    return this;
  }

  /** Default: 0.1. */
  public TrainingOptionsBuilder weightDecay(double weightDecay) {
    this.weightDecay = weightDecay;
    return this;
  }

  /** Default: 0.9. */
  public TrainingOptionsBuilder beta1(double beta1) {
    this.beta1 = beta1;
    return this;
  }

  /** Default: 0.98. */
  public TrainingOptionsBuilder beta2(double beta2) {
    this.beta2 = beta2;
    return this;
  }

  /** Default: 1e-8. */
  public TrainingOptionsBuilder epsilon(double epsilon) {
    this.epsilon = epsilon;
    return this;
  }

  /** Default: 1. */
  public TrainingOptionsBuilder clipNorm(double clipNorm) {
    this.clipNorm = clipNorm;
    return this;
  }

  /** Default: 0. */
  public TrainingOptionsBuilder labelSmoothing(double labelSmoothing) {
    this.labelSmoothing = labelSmoothing;
    return this;
  }

  /** Default: 0. */
  public TrainingOptionsBuilder dropout(double dropout) {
    this.dropout = dropout;
    return this;
  }

  /** Default: 0, no average. */
  public TrainingOptionsBuilder averageDecay(double averageDecay) {
    this.averageDecay = averageDecay;
    return this;
  }

  /** Default: 0. */
  public TrainingOptionsBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * Default: 1024, which at small widths stays in the processor's cache and leaves little padding.
   */
  public TrainingOptionsBuilder microBatchTokens(int microBatchTokens) {
    this.microBatchTokens = microBatchTokens;
    return this;
  }

  /** Default: float32. */
  public TrainingOptionsBuilder precision(Precision precision) {
    this.precision = precision;
    return this;
  }

  /**
   * The options.
   *
   * @throws IllegalArgumentException when a value is outside its range; names it
   */
  public TrainingOptions build() {
    return new TrainingOptions(
        learningRate,
        warmupSteps,
        steps,
        schedule,
        endShare,
        weightDecay,
        beta1,
        beta2,
        epsilon,
        clipNorm,
        labelSmoothing,
        dropout,
        averageDecay,
        seed,
        microBatchTokens,
        precision);
  }
}
