package io.mosaicgpt.jobs.config;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.MemoryLimit;
import io.mosaicgpt.model.prompt.PromptTemplates;
import java.util.List;
import java.util.OptionalLong;

/** Turns the model's settings into an {@link EngineSpec}. */
public final class EngineSettings {
  private static final List<String> DTYPES = List.of("auto", "float32", "bfloat16", "int8");

  /** Every step looks at each slot: more than these would take seconds to look at alone. */
  private static final int MAX_SLOTS = 1 << 16;

  private EngineSettings() {}

  /**
   * The spec that the settings describe.
   *
   * @throws BadInputException naming the first setting that cannot be used
   */
  public static EngineSpec spec(Settings settings) {
    int slots = settings.integer(Setting.MAX_NUM_SEQS, 1, MAX_SLOTS);
    return new EngineSpec(
        settings.text(Setting.MODEL),
        settings.oneOf(Setting.DTYPE, DTYPES),
        device(settings),
        slots,
        batchedTokens(settings, slots),
        settings.integer(Setting.MAX_MODEL_LEN, 0),
        settings.number(Setting.MAX_KV_TOKENS, 0, Long.MAX_VALUE),
        template(settings),
        settings.isOn(Setting.PREFIX_CACHE),
        MemoryLimit.parse(settings.text(Setting.MAX_KV_MEMORY))
            .orElseThrow(() -> settings.refuse(Setting.MAX_KV_MEMORY, MemoryLimit.FORMS)));
  }

  /** The seed, when one is given. */
  public static OptionalLong seed(Settings settings) {
    return settings.optional(Setting.SEED).isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(settings.number(Setting.SEED, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private static String device(Settings settings) {
    String device = settings.text(Setting.DEVICE);
    if (!device.matches("auto|cpu|cuda:\\d{1,3}")) {
      throw settings.refuse(Setting.DEVICE, "auto, cpu or cuda:N with N from 0");
    }
    return device;
  }

  private static int batchedTokens(Settings settings, int slots) {
    int tokens = settings.integer(Setting.MAX_NUM_BATCHED_TOKENS, 1);
    boolean given = !settings.value(Setting.MAX_NUM_BATCHED_TOKENS).origin().equals("default");
    if (tokens < slots && given) {
      throw settings.refuse(
          Setting.MAX_NUM_BATCHED_TOKENS,
          "at least max-num-seqs, which is " + slots + ", so that every sequence gets its token");
    }
    return Math.max(tokens, slots);
  }

  /** The file's text, since a cluster that the job goes to does not have the file. */
  private static String template(Settings settings) {
    try {
      return settings.optional(Setting.PROMPT_TEMPLATE).map(PromptTemplates::read).orElse("");
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }
}
