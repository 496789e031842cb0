package io.mosaicgpt.jobs.config;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.SamplingDefaults;
import io.mosaicgpt.operators.sink.Delivery;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** How requests are answered, wherever they come from. */
public final class ServingSettings {
  /** Flink has no more key groups than these. */
  private static final int MAX_PARALLELISM = 1 << 15;

  public static final Setting<Optional<Long>> SEED =
      Setting.optional(
          "seed",
          "N",
          Kind.whole(),
          "Seed of random sampling; each request's own or one made of its id unless given.");

  public static final Setting<Delivery> DELIVERY =
      Setting.of(
          "delivery",
          "MODE",
          Kind.oneOf(Delivery.class, Delivery::code),
          "exactly-once",
          "exactly-once (visible after each checkpoint) or at-least-once (visible at once; repeats"
              + " are identical).");

  public static final Setting<Duration> CHECKPOINT_INTERVAL =
      Setting.of(
          "checkpoint-interval",
          "TIME",
          Kind.time(),
          "10s",
          "Time between checkpoints, such as 500ms, 10s or 1min; a bare number is milliseconds.");

  public static final Setting<Optional<String>> CHECKPOINT_DIR =
      Setting.optional(
          "checkpoint-dir",
          "DIR",
          Kind.text(),
          "Where checkpoints are kept; a local run takes"
              + " ~/.mosaicgpt/checkpoints/<kafka-cluster>/<group-id> unless given.");

  public static final Setting<String> RESTORE =
      Setting.of(
          "restore",
          "WHAT",
          Kind.text(),
          "auto",
          "Start from: auto (newest checkpoint of this group and Kafka cluster in a local"
              + " checkpoint-dir, or that a cluster remembers, if any), newest (the same, and if a"
              + " cluster remembers none the newest checkpoint or savepoint in checkpoint-dir), none,"
              + " or a checkpoint's or savepoint's path.");

  public static final Setting<Integer> MAX_TOKENS =
      Setting.of(
          "max-tokens",
          "N",
          Kind.integer(1),
          "256",
          "Most tokens for requests that do not say themselves.");

  public static final Setting<Optional<Double>> TEMPERATURE =
      Setting.optional(
          "temperature",
          "X",
          Kind.decimal(0, SamplingParams.MAX_TEMPERATURE),
          "Temperature for requests that do not say themselves; unless given that of the model's"
              + " generation_config.json, or 0.");

  public static final Setting<Optional<String>> REGEX =
      Setting.optional(
          "regex",
          "REGEX",
          Kind.text(),
          "Pattern that the whole answer matches, for requests that ask for no choices, regex or"
              + " json_schema themselves.");

  public static final Setting<Optional<String>> JSON_SCHEMA =
      Setting.optional(
          "json-schema",
          "FILE",
          Kind.text(),
          "File of a JSON Schema that the whole answer validates against, for such requests; read"
              + " where the job is started.");

  public static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.of(
          "request-timeout",
          "TIME",
          Kind.time(),
          "10min",
          "From admission, for requests that do not say themselves.");

  public static final Setting<Duration> STEP_TIMEOUT =
      Setting.of(
          "step-timeout",
          "TIME",
          Kind.time(),
          "5min",
          "A step of the engine that takes longer hangs: the task restarts with another engine.");

  public static final Setting<Integer> MAX_IN_FLIGHT =
      Setting.of(
          "max-in-flight",
          "N",
          Kind.integer(0),
          "0",
          "Requests that a subtask holds at a time; 0 is twice max-num-seqs.");

  public static final Setting<Integer> MAX_ATTEMPTS =
      Setting.of(
          "max-attempts",
          "N",
          Kind.integer(1),
          "10",
          "A request that was in flight at this many restores is given up.");

  public static final Setting<Integer> PARALLELISM =
      Setting.of(
          "parallelism",
          "N",
          Kind.integer(1, MAX_PARALLELISM),
          "1",
          "Parallel subtasks of the job.");

  public static final SettingGroup SEEDS = SettingGroup.of("seeds", SEED);

  public static final SettingGroup CHECKPOINTS =
      SettingGroup.of("checkpoints", DELIVERY, CHECKPOINT_INTERVAL, CHECKPOINT_DIR, RESTORE);

  public static final SettingGroup REQUESTS =
      SettingGroup.of(
          "requests",
          MAX_TOKENS,
          TEMPERATURE,
          REGEX,
          JSON_SCHEMA,
          REQUEST_TIMEOUT,
          STEP_TIMEOUT,
          MAX_IN_FLIGHT,
          MAX_ATTEMPTS,
          PARALLELISM);

  private ServingSettings() {}

  /**
   * The seed, when one is given.
   *
   * @throws io.mosaicgpt.jobs.BadInputException when it is no number
   */
  public static OptionalLong seed(Settings settings) {
    return settings.get(SEED).map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /**
   * How the operator works.
   *
   * @throws io.mosaicgpt.jobs.BadInputException naming the first setting that cannot be used
   */
  public static GenerateOptions options(Settings settings) {
    return GenerateOptions.defaults()
        .withSampling(
            new SamplingDefaults.OfModel(
                settings.get(MAX_TOKENS), settings.get(TEMPERATURE).orElse(null)))
        .withForm(form(settings).orElse(null))
        .withLabels(LabelSettings.options(settings))
        .withTruthField(settings.get(LabellingSettings.TRUTH_FIELD).orElse(null))
        .withTimeout(settings.get(REQUEST_TIMEOUT))
        .withStepTimeout(settings.get(STEP_TIMEOUT))
        .withMaxInFlight(settings.get(MAX_IN_FLIGHT))
        .withMaxAttempts(settings.get(MAX_ATTEMPTS));
  }

  private static Optional<FormText> form(Settings settings) {
    return FormInput.of(
        settings.get(REGEX),
        settings.value(REGEX).origin(),
        settings.get(JSON_SCHEMA),
        settings.value(JSON_SCHEMA).origin());
  }
}
