package io.mosaicgpt.model.training.run;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.training.Precision;
import io.mosaicgpt.model.training.Schedule;
import io.mosaicgpt.model.training.TrainingOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a user decides about what is learned; the rest follows from model and data. An unusable
 * value is refused with an {@link IllegalArgumentException} that begins with its name.
 *
 * @param epochs how often the data is read, at least 1
 * @param maxSteps the run is over after so many even so, at least 1
 * @param learningRate at its peak; empty for {@link #defaultLearningRate}
 * @param batchTokens tokens that a part of a step reads, at least 1
 * @param accumulate parts of a step, at least 1
 * @param maxSeqLen most tokens of a record, at least 2; empty for the model's own
 * @param warmup steps in which the learning rate rises; empty for a twentieth of all
 * @param schedule how it falls
 * @param weightDecay of linears' weights, 0 or more
 * @param clip longest gradient; 0 does not clip
 * @param dropout share of channels set to 0, 0 to below 1
 * @param labelSmoothing share of the target spread over the vocabulary, 0 to below 1
 * @param ema what the moving average of the weights keeps of itself in a step, 0 to below 1; 0
 *     keeps none
 * @param seed of first weights, order and dropout
 */
public record RunSettings(
    int epochs,
    Optional<Integer> maxSteps,
    Optional<Double> learningRate,
    int batchTokens,
    int accumulate,
    Optional<Integer> maxSeqLen,
    Optional<Integer> warmup,
    Schedule schedule,
    double weightDecay,
    double clip,
    double dropout,
    double labelSmoothing,
    double ema,
    long seed) {
  /** Most tokens that a CPU computes at once: more are slower, see {@link TrainingOptions}. */
  private static final int MICRO_BATCH_OF_CPU = 1024;

  private static final double FASTEST = 2e-3;
  private static final double FASTEST_TIMES_WIDTH = 0.4;
  private static final double SHARE_OF_TRAINED = 0.1;
  private static final int WARMUP_PART = 20;
  private static final String AUTO = "auto";

  public RunSettings {
    requireNonNull(schedule, "schedule is null");
    check(epochs >= 1, "epochs", epochs, "1 or more");
    maxSteps.ifPresent(n -> check(n >= 1, "max-steps", n, "1 or more"));
    learningRate.ifPresent(
        rate -> check(rate > 0 && Double.isFinite(rate), "learning-rate", rate, "above 0"));
    check(batchTokens >= 1, "batch-tokens", batchTokens, "1 or more");
    check(accumulate >= 1, "accumulate", accumulate, "1 or more");
    check(
        (long) batchTokens * accumulate <= Integer.MAX_VALUE,
        "accumulate",
        accumulate,
        "less for %d batch-tokens: a step reads at most %d"
            .formatted(batchTokens, Integer.MAX_VALUE));
    maxSeqLen.ifPresent(n -> check(n >= 2, "max-seq-len", n, "2 or more"));
    warmup.ifPresent(n -> check(n >= 0, "warmup", n, "0 or more"));
    check(
        weightDecay >= 0 && Double.isFinite(weightDecay), "weight-decay", weightDecay, "0 or more");
    check(clip >= 0 && Double.isFinite(clip), "clip", clip, "0 or more");
    share("dropout", dropout);
    share("label-smoothing", labelSmoothing);
    share("ema", ema);
  }

  private static void share(String name, double value) {
    check(value >= 0 && value < 1, name, value, "0 or more and below 1");
  }

  private static void check(boolean ok, String name, Object value, String range) {
    if (!ok) {
      throw new IllegalArgumentException("%s is %s, but must be %s".formatted(name, value, range));
    }
  }

  /** A builder with the defaults that its methods tell. */
  public static RunSettingsBuilder builder() {
    return new RunSettingsBuilder();
  }

  /** Tokens that a step reads at most, give or take half a record. */
  public int tokensOfStep() {
    return batchTokens * accumulate;
  }

  /**
   * The peak for those who name none: {@code min(0.002, 0.4 / dModel)} for random weights, which at
   * widths of 768 to 2048 comes to about what GPT-3's models of these widths were trained with
   * (Brown et al. 2020, table 2.1), and at 128 and 256 to what small label models learned best
   * with; a tenth of that for weights that were trained before, as is usual in fine-tuning.
   */
  public static double defaultLearningRate(ModelConfig config, boolean trained) {
    double fresh = Math.min(FASTEST, FASTEST_TIMES_WIDTH / config.dModel());
    return trained ? fresh * SHARE_OF_TRAINED : fresh;
  }

  /** Steps of the run. */
  int steps(int perEpoch) {
    long all = Math.min((long) epochs * perEpoch, Integer.MAX_VALUE);
    return (int) Math.min(all, maxSteps.orElse(Integer.MAX_VALUE));
  }

  /**
   * How a trainer learns.
   *
   * @param trained whether the first weights were trained before
   * @param perEpoch steps of an epoch
   */
  TrainingOptions options(ModelConfig config, boolean trained, int perEpoch, ReplicaDevice device) {
    int steps = steps(perEpoch);
    return TrainingOptions.builder()
        .learningRate(learningRate.orElseGet(() -> defaultLearningRate(config, trained)))
        .warmupSteps(warmup.orElse(steps / WARMUP_PART))
        .steps(steps)
        .schedule(schedule)
        .weightDecay(weightDecay)
        .clipNorm(clip)
        .dropout(dropout)
        .labelSmoothing(labelSmoothing)
        .averageDecay(ema)
        .seed(seed)
        .microBatchTokens(device.cuda() ? batchTokens : Math.min(batchTokens, MICRO_BATCH_OF_CPU))
        .precision(device.cuda() ? Precision.BFLOAT16 : Precision.FLOAT32)
        .build();
  }

  /** What was decided, by its names. On another kind of device other bits come out. */
  Map<String, String> given(ReplicaDevice device) {
    Map<String, String> given = new TreeMap<>();
    given.put("epochs", String.valueOf(epochs));
    given.put("max-steps", text(maxSteps));
    given.put("learning-rate", text(learningRate));
    given.put("batch-tokens", String.valueOf(batchTokens));
    given.put("accumulate", String.valueOf(accumulate));
    given.put("max-seq-len", text(maxSeqLen));
    given.put("warmup", text(warmup));
    given.put("schedule", schedule.toString().toLowerCase(Locale.ROOT));
    given.put("weight-decay", String.valueOf(weightDecay));
    given.put("clip", String.valueOf(clip));
    given.put("dropout", String.valueOf(dropout));
    given.put("label-smoothing", String.valueOf(labelSmoothing));
    given.put("ema", String.valueOf(ema));
    given.put("seed", String.valueOf(seed));
    given.put("device", device.cuda() ? "cuda" : "cpu");
    return given;
  }

  /** The same with all that was decided from model and data. */
  Map<String, String> described(TrainingOptions options, ReplicaDevice device) {
    Map<String, String> all = given(device);
    all.put("steps", String.valueOf(options.steps()));
    all.put("learning-rate", String.valueOf(options.learningRate()));
    all.put("end-share", String.valueOf(options.endShare()));
    all.put("warmup", String.valueOf(options.warmupSteps()));
    all.put("beta1", String.valueOf(options.beta1()));
    all.put("beta2", String.valueOf(options.beta2()));
    all.put("epsilon", String.valueOf(options.epsilon()));
    all.put("micro-batch-tokens", String.valueOf(options.microBatchTokens()));
    all.put("precision", options.precision().toString());
    return all;
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse(AUTO);
  }
}
