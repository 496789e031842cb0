package io.mosaicgpt.model.prompt;

/**
 * How long a sequence may be, prompt and output together, and what sets the limit.
 *
 * @param tokens most tokens
 * @param place what they do not fit into, such as "into the KV cache"; may be empty
 * @param setting to be raised by whoever wants more; empty if nothing can be raised
 */
public record SequenceLimit(int tokens, String place, String setting) {
  /** What the model's positions allow. */
  static SequenceLimit of(ServedModel model) {
    boolean fixed = !model.config().alibi() && model.maxModelLen() >= model.config().maxSeqLen();
    return new SequenceLimit(
        model.maxModelLen(),
        fixed ? "into the model's learned positions" : "",
        fixed ? "" : "max-model-len");
  }

  /**
   * What the model's positions and a KV cache allow.
   *
   * @param positions of the cache
   * @param setting that gives it so many
   */
  public static SequenceLimit of(ServedModel model, long positions, String setting) {
    return positions < model.maxModelLen()
        ? new SequenceLimit((int) positions, "into the KV cache", setting)
        : of(model);
  }

  /** That only so many tokens fit. */
  String fit(int most) {
    return most + " fit" + (place.isEmpty() ? "" : " " + place);
  }

  /** What to do besides shortening, behind "shorten it". */
  String otherwise() {
    return setting.isEmpty() ? "" : " or raise " + setting;
  }
}
