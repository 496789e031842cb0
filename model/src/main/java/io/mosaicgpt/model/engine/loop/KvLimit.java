package io.mosaicgpt.model.engine.loop;

import static java.util.Objects.requireNonNull;

/**
 * How many positions all slots share.
 *
 * @param tokens positions; 0 gives every slot its longest sequence
 * @param setting what says so
 */
public record KvLimit(long tokens, String setting) {
  public static final String MEMORY = "max-kv-memory";
  static final String TOKENS = "max-kv-tokens";

  public KvLimit {
    requireNonNull(setting, "setting is null");
  }

  /** As {@code max-kv-tokens} says. */
  public static KvLimit ofTokens(long tokens) {
    return new KvLimit(tokens, TOKENS);
  }
}
