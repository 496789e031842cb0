package io.mosaicgpt.model.training;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a model learns: everything that decides, with the first weights and the rows, what it
 * becomes.
 *
 * <p>Every value is checked here: an unusable one is refused with an {@link
 * IllegalArgumentException} that names it and its range.
 *
 * @param learningRate at its peak, above 0
 * @param warmupSteps steps in which it rises to that
 * @param steps of the run, at least 1; what the schedule is stretched over
 * @param schedule how the learning rate falls
 * @param endShare the last step's share of the peak, 0 to 1
 * @param weightDecay of linears' weights, 0 or more, times the learning rate; norms, biases and
 *     embeddings do not decay
 * @param beta1 what the first moment keeps of itself in a step, 0 to below 1
 * @param beta2 the same for the second moment
 * @param epsilon added to the second moment's root, above 0
 * @param clipNorm longest gradient, taken as one vector; 0 does not clip
 * @param labelSmoothing share of the target that is spread over the vocabulary, 0 to below 1
 * @param dropout share of channels that are set to 0, 0 to below 1
 * @param averageDecay what the moving average of the weights keeps of itself in a step, 0 to below
 *     1; 0 keeps no average
 * @param seed of dropout
 * @param microBatchTokens most tokens computed at once, padding included; a step's gradients add up
 *     over as many micro-batches as it takes, which changes nothing but rounding
 * @param precision what is computed in
 */
public record TrainingOptions(
    double learningRate,
    int warmupSteps,
    int steps,
    Schedule schedule,
    double endShare,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon,
    double clipNorm,
    double labelSmoothing,
    double dropout,
    double averageDecay,
    long seed,
    int microBatchTokens,
    Precision precision) {

  public TrainingOptions {
    requireNonNull(schedule, "schedule is null");
    requireNonNull(precision, "precision is null");
    positive("learningRate", learningRate);
    atLeast("warmupSteps", warmupSteps, 0);
    atLeast("steps", steps, 1);
    check(endShare >= 0 && endShare <= 1, "endShare", endShare, "from 0 to 1");
    finite("weightDecay", weightDecay);
    share("beta1", beta1);
    share("beta2", beta2);
    positive("epsilon", epsilon);
    finite("clipNorm", clipNorm);
    share("labelSmoothing", labelSmoothing);
    share("dropout", dropout);
    share("averageDecay", averageDecay);
    atLeast("microBatchTokens", microBatchTokens, 1);
  }

  /** A builder with the defaults that its methods tell. */
  public static TrainingOptionsBuilder builder() {
    return new TrainingOptionsBuilder();
  }

  /** The learning rate of each step. */
  public LearningRate rate() {
    return new LearningRate(learningRate, warmupSteps, steps, schedule, endShare);
  }

  /** Every setting by its name, as text. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    // Whatever is added to the record counts, without anybody having to think of it.
    for (RecordComponent component : TrainingOptions.class.getRecordComponents()) {
      try {
        settings.put(component.getName(), component.getAccessor().invoke(this).toString());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return settings;
  }

  private static void share(String name, double value) {
    check(value >= 0 && value < 1, name, value, "0 or more and below 1");
  }

  private static void positive(String name, double value) {
    check(value > 0 && value < Double.POSITIVE_INFINITY, name, value, "above 0");
  }

  private static void finite(String name, double value) {
    check(value >= 0 && value < Double.POSITIVE_INFINITY, name, value, "0 or more");
  }

  private static void atLeast(String name, int value, int least) {
    check(value >= least, name, value, least + " or more");
  }

  private static void check(boolean ok, String name, Object value, String range) {
    if (!ok) {
      throw new IllegalArgumentException("%s is %s, but must be %s".formatted(name, value, range));
    }
  }
}
