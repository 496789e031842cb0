package io.mosaicgpt.jobs.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting a user can give. One key is the flag ({@code --max-num-seqs}), the key of the file
 * ({@code max-num-seqs}) and the name of the environment variable ({@code MOSAICGPT_MAX_NUM_SEQS}).
 */
public enum Setting {
  MODEL(
      Scope.MODEL,
      "model",
      "DIR",
      "embedded",
      "Model directory, or 'embedded' for the small one inside."),
  DTYPE(
      Scope.MODEL,
      "dtype",
      "TYPE",
      "auto",
      "Type of the weights: auto, float32, bfloat16 or int8. auto is float32 below 200 million"
          + " parameters and on CPUs that cannot serve bfloat16, otherwise bfloat16; int8 must be"
          + " asked for."),
  DEVICE(Scope.MODEL, "device", "DEVICE", "auto", "Where to compute: auto, cpu or cuda:N."),
  MAX_NUM_SEQS(Scope.MODEL, "max-num-seqs", "N", "16", "Sequences computed together."),
  MAX_NUM_BATCHED_TOKENS(
      Scope.MODEL, "max-num-batched-tokens", "N", "512", "Most tokens of one step."),
  MAX_MODEL_LEN(
      Scope.MODEL,
      "max-model-len",
      "N",
      "0",
      "Longest prompt and output together; 0 is the model's own."),
  MAX_KV_TOKENS(
      Scope.MODEL,
      "max-kv-tokens",
      "N",
      "0",
      "Cached positions all sequences share; 0 gives each its longest."),
  MAX_KV_MEMORY(
      Scope.MODEL,
      "max-kv-memory",
      "SIZE",
      "auto",
      "Most memory for cached positions, such as 4g or 40% of the device's; auto is half of what the"
          + " weights leave. The stricter of this and max-kv-tokens holds."),
  PREFIX_CACHE(
      Scope.MODEL,
      "prefix-cache",
      "on|off",
      "on",
      "Let a prompt start behind the same tokens of another; changes no result."),
  PROMPT_TEMPLATE(
      Scope.MODEL,
      "prompt-template",
      "FILE",
      "",
      "File of a prompt template with {instruction} and {context}, read where the job is started."),
  SEED(
      Scope.MODEL,
      "seed",
      "N",
      "",
      "Seed of random sampling; each request's own or one made of its id unless given."),

  BOOTSTRAP_SERVERS(
      Scope.JOB, "bootstrap-servers", "HOST:PORT,...", "localhost:9092", "Kafka brokers."),
  INPUT_TOPIC(Scope.JOB, "input-topic", "TOPIC", "llm.instructions.v1", "Instructions come in."),
  OUTPUT_TOPIC(Scope.JOB, "output-topic", "TOPIC", "llm.completions.v1", "Completions go out."),
  DLQ_TOPIC(
      Scope.JOB,
      "dlq-topic",
      "TOPIC",
      "llm.instructions.dlq.v1",
      "Dead letters: events that get no completion."),
  PARTIAL_TOPIC(
      Scope.JOB,
      "partial-topic",
      "TOPIC",
      "",
      "Pieces of completions as they are made, for instance llm.completions.partial.v1; off unless"
          + " given."),
  GROUP_ID(Scope.JOB, "group-id", "ID", "mosaicgpt", "Consumer group, and prefix of transactions."),
  START(
      Scope.JOB,
      "start",
      "WHERE",
      "earliest",
      "Where a group that has committed no offsets starts to read: earliest, latest, or a time such as"
          + " 2026-01-31T12:00:00Z or in milliseconds since 1970. What a checkpoint has goes before"
          + " it."),
  DELIVERY(
      Scope.JOB,
      "delivery",
      "MODE",
      "exactly-once",
      "exactly-once (visible after each checkpoint) or at-least-once (visible at once; repeats are"
          + " identical)."),
  CHECKPOINT_INTERVAL(
      Scope.JOB,
      "checkpoint-interval",
      "TIME",
      "10s",
      "Time between checkpoints, such as 500ms, 10s or 1min; a bare number is milliseconds."),
  CHECKPOINT_DIR(
      Scope.JOB,
      "checkpoint-dir",
      "DIR",
      "",
      "Where checkpoints are kept; a local run takes"
          + " ~/.mosaicgpt/checkpoints/<kafka-cluster>/<group-id> unless given."),
  RESTORE(
      Scope.JOB,
      "restore",
      "WHAT",
      "auto",
      "Start from: auto (newest checkpoint of this group and Kafka cluster in a local"
          + " checkpoint-dir, or that a cluster remembers, if any), none, or a checkpoint's or"
          + " savepoint's path."),
  SCHEMA_REGISTRY_URL(
      Scope.JOB,
      "schema-registry-url",
      "URL",
      "",
      "Schema registry; plain Avro without schema ids unless given."),
  OUTPUT_ENCODING(
      Scope.JOB,
      "output-encoding",
      "FORMAT",
      "avro",
      "Records of the output topics: avro or json. Input is recognised by itself."),
  MAX_EVENT_BYTES(
      Scope.JOB, "max-event-bytes", "N", "1048576", "Larger events become dead letters."),
  MAX_TOKENS(
      Scope.JOB, "max-tokens", "N", "256", "Most tokens for events that do not say themselves."),
  TEMPERATURE(
      Scope.JOB, "temperature", "X", "0", "Temperature for events that do not say themselves."),
  REQUEST_TIMEOUT(
      Scope.JOB,
      "request-timeout",
      "TIME",
      "10min",
      "From admission, for events that do not say themselves."),
  STEP_TIMEOUT(
      Scope.JOB,
      "step-timeout",
      "TIME",
      "5min",
      "A step of the engine that takes longer hangs: the task restarts with another engine."),
  MAX_IN_FLIGHT(
      Scope.JOB,
      "max-in-flight",
      "N",
      "0",
      "Requests that a subtask holds at a time; 0 is twice max-num-seqs."),
  MAX_ATTEMPTS(
      Scope.JOB,
      "max-attempts",
      "N",
      "10",
      "A request that was in flight at this many restores becomes a dead letter."),
  PARALLELISM(Scope.JOB, "parallelism", "N", "1", "Parallel subtasks of the job."),
  BOUNDED(
      Scope.JOB,
      "bounded",
      "true|false",
      "false",
      "Stop when everything that was in the input at the start is answered."),
  CREATE_TOPICS(
      Scope.JOB, "create-topics", "true|false", "false", "Create topics that do not exist."),
  KAFKA_PROPERTY(
      Scope.JOB,
      "kafka-property",
      "NAME=VALUE",
      "",
      "Passed on to every Kafka client; repeatable, a map in the file."),

  JOB_MANAGER(
      Scope.RUN,
      "job-manager",
      "HOST:PORT",
      "",
      "Submit to this Flink cluster (its REST address) instead of running here."),
  DETACHED(
      Scope.RUN,
      "detached",
      "true|false",
      "false",
      "With --job-manager: return when the job is accepted."),
  WEB_PORT(
      Scope.RUN,
      "web-port",
      "PORT",
      "auto",
      "Port of Flink's web interface when running here; auto takes the first free one from 8081."),
  SKIP_CHECKS(
      Scope.RUN,
      "skip-checks",
      "true|false",
      "false",
      "With --job-manager: do not look at Kafka, registry and task slots from here first.");

  /** Which commands have a setting. */
  public enum Scope {
    /** Every command that loads a model. */
    MODEL,
    /** The generation job, however it is started. */
    JOB,
    /** {@code run}, which starts the job. */
    RUN
  }

  private final Scope scope;
  private final String key;
  private final String label;
  private final String defaultText;
  private final String description;

  Setting(Scope scope, String key, String label, String defaultText, String description) {
    this.scope = scope;
    this.key = key;
    this.label = label;
    this.defaultText = defaultText;
    this.description = description;
  }

  public Scope scope() {
    return scope;
  }

  /** Name in the file, and the flag without its dashes. */
  public String key() {
    return key;
  }

  /** The flag. */
  public String flag() {
    return "--" + key;
  }

  /** Name of the environment variable. */
  public String environmentName() {
    return "MOSAICGPT_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** What a value looks like, for help texts. */
  public String label() {
    return label;
  }

  /** The value when nobody gives one; empty for none. */
  public String defaultText() {
    return defaultText;
  }

  /** One sentence. */
  public String description() {
    return description;
  }

  /** Whether the value is true or false, so that the bare flag means true. */
  public boolean isSwitch() {
    return label.equals("true|false") || label.equals("on|off");
  }

  /** The setting of a key. */
  public static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  /** All settings of a scope. */
  public static List<Setting> of(Scope scope) {
    return Arrays.stream(values()).filter(setting -> setting.scope == scope).toList();
  }
}
