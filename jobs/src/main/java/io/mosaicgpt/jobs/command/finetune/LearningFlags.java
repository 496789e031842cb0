package io.mosaicgpt.jobs.command.finetune;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.training.Schedule;
import io.mosaicgpt.model.training.run.Pace;
import io.mosaicgpt.model.training.run.RunSettings;
import io.mosaicgpt.model.training.run.RunSettingsBuilder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How a model learns; what is not given keeps the run's default. */
final class LearningFlags {
  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often the data is read. Default: 3")
  private Optional<Integer> epochs;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "Take at most so many steps; the schedule ends with them.")
  private Optional<Integer> maxSteps;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "Peak of the learning rate. Default: 0.4 / width, at most 0.002, for random weights, and"
              + " a tenth of that for a --model")
  private Optional<Double> learningRate;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      description =
          "Tokens read at once; of a CPU at most 1024 are computed at once. Default: 1024")
  private Optional<Integer> batchTokens;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description = "Such batches that make a step. Default: 1")
  private Optional<Integer> accumulate;

  @Option(
      names = "--max-seq-len",
      paramLabel = "N",
      description =
          "Longest example in tokens; longer ones are left out. Default: the model's max_seq_len")
  private Optional<Integer> maxSeqLen;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Steps in which the learning rate rises. Default: a twentieth of all")
  private Optional<Integer> warmup;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description = "How it falls to a fiftieth: cosine, linear or constant. Default: cosine")
  private Optional<String> schedule;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "Of AdamW, for the weights of linears alone. Default: 0.1")
  private Optional<Double> weightDecay;

  @Option(
      names = "--clip",
      paramLabel = "X",
      description = "Longest gradient; 0 does not clip. Default: 1")
  private Optional<Double> clip;

  @Option(
      names = "--dropout",
      paramLabel = "X",
      description = "Share of channels that are set to 0. Default: 0")
  private Optional<Double> dropout;

  @Option(
      names = "--label-smoothing",
      paramLabel = "X",
      description = "Share of the target that is spread over the vocabulary. Default: 0")
  private Optional<Double> labelSmoothing;

  @Option(
      names = "--ema",
      paramLabel = "X",
      description =
          "Average the weights, keeping this share of the average in a step, such as 0.999, and"
              + " write the average. Default: 0, which writes the weights")
  private Optional<Double> ema;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of random weights, order and dropout. Default: 0")
  private Optional<Long> seed;

  @Option(
      names = "--save-every",
      paramLabel = "N",
      description =
          "Steps between saves. Default: a minute's, or more if saving would take a tenth of the"
              + " time")
  private Optional<Integer> saveEvery;

  @Option(
      names = "--eval-every",
      paramLabel = "N",
      description = "Steps between evaluations of --eval. Default: an epoch's")
  private Optional<Integer> evalEvery;

  /**
   * What is learned.
   *
   * @throws BadInputException naming the flag whose value is out of range
   */
  RunSettings settings() {
    RunSettingsBuilder settings = RunSettings.builder();
    epochs.ifPresent(settings::epochs);
    maxSteps.ifPresent(settings::maxSteps);
    learningRate.ifPresent(settings::learningRate);
    batchTokens.ifPresent(settings::batchTokens);
    accumulate.ifPresent(settings::accumulate);
    maxSeqLen.ifPresent(settings::maxSeqLen);
    warmup.ifPresent(settings::warmup);
    schedule.map(LearningFlags::schedule).ifPresent(settings::schedule);
    weightDecay.ifPresent(settings::weightDecay);
    clip.ifPresent(settings::clip);
    dropout.ifPresent(settings::dropout);
    labelSmoothing.ifPresent(settings::labelSmoothing);
    ema.ifPresent(settings::ema);
    seed.ifPresent(settings::seed);
    return checked(settings::build);
  }

  /**
   * How often it is saved and evaluated.
   *
   * @throws BadInputException naming the flag whose value is out of range
   */
  Pace pace() {
    return checked(() -> new Pace(saveEvery, evalEvery));
  }

  private static Schedule schedule(String name) {
    return Arrays.stream(Schedule.values())
        .filter(schedule -> schedule.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "--schedule is '%s': give cosine, linear or constant.".formatted(name)));
  }

  /** Their sentences begin with a flag's name. */
  private static <T> T checked(Supplier<T> values) {
    try {
      return values.get();
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--" + e.getMessage(), e);
    }
  }
}
