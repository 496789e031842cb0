package io.mosaicgpt.operators.state;

import io.mosaicgpt.model.sampling.ScoredToken;
import io.mosaicgpt.model.sampling.ScoredToken.Alternative;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Tokens and their log probabilities. */
final class ProgressCodec {
  /** Above any context length there is. */
  private static final int MAX_TOKENS = 1 << 22;

  /** The contract allows 20. */
  private static final int MAX_ALTERNATIVES = 1 << 10;

  private ProgressCodec() {}

  static void write(Progress progress, DataOutputView out) throws IOException {
    BoundedInput.writeText(progress.modelHash(), out);
    BoundedInput.writeText(progress.promptHash(), out);
    out.writeInt(progress.tokens().length);
    for (int token : progress.tokens()) {
      out.writeInt(token);
    }
    out.writeInt(progress.logprobs().size());
    for (ScoredToken logprob : progress.logprobs()) {
      out.writeInt(logprob.tokenId());
      out.writeDouble(logprob.logprob());
      out.writeInt(logprob.top().size());
      for (Alternative alternative : logprob.top()) {
        out.writeInt(alternative.tokenId());
        out.writeDouble(alternative.logprob());
      }
    }
  }

  /**
   * Reads what {@link #write} wrote, or an earlier program.
   *
   * @param withPromptHash whether there is one
   */
  static Progress read(DataInputView in, boolean withPromptHash) throws IOException {
    String modelHash = BoundedInput.readName(in, "a model's hash");
    String promptHash = withPromptHash ? BoundedInput.readName(in, "a prompt's hash") : "";
    int[] tokens = new int[BoundedInput.readCount(in, MAX_TOKENS, "a number of tokens")];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = in.readInt();
    }
    int count = BoundedInput.readCount(in, tokens.length, "a number of log probabilities");
    if (count != 0 && count != tokens.length) {
      throw new IOException(
          "the state is damaged: %d log probabilities for %d tokens; restore from another checkpoint"
              .formatted(count, tokens.length));
    }
    List<ScoredToken> logprobs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      logprobs.add(new ScoredToken(in.readInt(), in.readDouble(), alternatives(in)));
    }
    return new Progress(modelHash, promptHash, tokens, logprobs);
  }

  private static List<Alternative> alternatives(DataInputView in) throws IOException {
    int count = BoundedInput.readCount(in, MAX_ALTERNATIVES, "a number of likeliest tokens");
    List<Alternative> alternatives = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      alternatives.add(new Alternative(in.readInt(), in.readDouble()));
    }
    return alternatives;
  }
}
