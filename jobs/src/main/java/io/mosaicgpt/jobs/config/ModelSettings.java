package io.mosaicgpt.jobs.config;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.MemoryLimit;
import io.mosaicgpt.model.prompt.PromptTemplates;
import java.util.Optional;

/** The model, and how it is served. */
public final class ModelSettings {
  /** Every step looks at each slot: more than these would take seconds to look at alone. */
  private static final int MAX_SLOTS = 1 << 16;

  public static final Setting<String> MODEL =
      Setting.of(
          "model",
          "DIR",
          Kind.text(),
          "embedded",
          "Model directory, or 'embedded' for the small one inside.");

  public static final Setting<String> DTYPE =
      Setting.of(
          "dtype",
          "TYPE",
          Kind.word("auto", "float32", "bfloat16", "int8"),
          "auto",
          "Type of the weights: auto, float32, bfloat16 or int8. auto is float32 below 200 million"
              + " parameters and on CPUs that cannot serve bfloat16, otherwise bfloat16; int8 must be"
              + " asked for.");

  public static final Setting<String> DEVICE =
      Setting.of(
          "device",
          "DEVICE",
          Kind.text(
              text -> text.matches("auto|cpu|cuda:\\d{1,3}"), "auto, cpu or cuda:N with N from 0"),
          "auto",
          "Where to compute: auto, cpu or cuda:N.");

  public static final Setting<Integer> MAX_NUM_SEQS =
      Setting.of(
          "max-num-seqs", "N", Kind.integer(1, MAX_SLOTS), "16", "Sequences computed together.");

  public static final Setting<Integer> MAX_NUM_BATCHED_TOKENS =
      Setting.of("max-num-batched-tokens", "N", Kind.integer(1), "512", "Most tokens of one step.");

  public static final Setting<Integer> MAX_MODEL_LEN =
      Setting.of(
          "max-model-len",
          "N",
          Kind.integer(0),
          "0",
          "Longest prompt and output together; 0 is the model's own.");

  public static final Setting<Long> MAX_KV_TOKENS =
      Setting.of(
          "max-kv-tokens",
          "N",
          Kind.whole(0),
          "0",
          "Cached positions all sequences share; 0 gives each its longest.");

  public static final Setting<MemoryLimit> MAX_KV_MEMORY =
      Setting.of(
          "max-kv-memory",
          "SIZE",
          Kind.read(MemoryLimit::parse, MemoryLimit.FORMS),
          "auto",
          "Most memory for cached positions, such as 4g or 40% of the device's; auto is half of what"
              + " the weights leave. The stricter of this and max-kv-tokens holds.");

  public static final Setting<Boolean> PREFIX_CACHE =
      Setting.onOff(
          "prefix-cache",
          "on|off",
          "on",
          "Let a prompt start behind the same tokens of another; changes no result.");

  public static final Setting<Optional<String>> PROMPT_TEMPLATE =
      Setting.optional(
          "prompt-template",
          "FILE",
          Kind.text(),
          "File of a prompt template with {instruction} and {context}, read where the job is"
              + " started.");

  public static final SettingGroup GROUP =
      SettingGroup.of(
          "model",
          MODEL,
          DTYPE,
          DEVICE,
          MAX_NUM_SEQS,
          MAX_NUM_BATCHED_TOKENS,
          MAX_MODEL_LEN,
          MAX_KV_TOKENS,
          MAX_KV_MEMORY,
          PREFIX_CACHE,
          PROMPT_TEMPLATE);

  private ModelSettings() {}

  /**
   * The spec that the settings describe.
   *
   * @throws BadInputException naming the first setting that cannot be used
   */
  public static EngineSpec engine(Settings settings) {
    int slots = settings.get(MAX_NUM_SEQS);
    return new EngineSpec(
        settings.get(MODEL),
        settings.get(DTYPE),
        settings.get(DEVICE),
        slots,
        batchedTokens(settings, slots),
        settings.get(MAX_MODEL_LEN),
        settings.get(MAX_KV_TOKENS),
        template(settings),
        settings.get(PREFIX_CACHE),
        settings.get(MAX_KV_MEMORY),
        0);
  }

  private static int batchedTokens(Settings settings, int slots) {
    int tokens = settings.get(MAX_NUM_BATCHED_TOKENS);
    if (tokens < slots && settings.isGiven(MAX_NUM_BATCHED_TOKENS)) {
      throw settings.refuse(
          MAX_NUM_BATCHED_TOKENS,
          "at least max-num-seqs, which is " + slots + ", so that every sequence gets its token");
    }
    return Math.max(tokens, slots);
  }

  /** The file's text, since a cluster that the job goes to does not have the file. */
  private static String template(Settings settings) {
    try {
      return settings.get(PROMPT_TEMPLATE).map(PromptTemplates::read).orElse("");
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }
}
