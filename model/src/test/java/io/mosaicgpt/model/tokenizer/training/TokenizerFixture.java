package io.mosaicgpt.model.tokenizer.training;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.tokenizer.HuggingFaceJsonTokenizer;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Tokenizers trained on texts of one's own. */
final class TokenizerFixture {
  private static final long HEAP = 100 << 20;

  private TokenizerFixture() {}

  static TokenizerSpec spec(int vocabSize, long minFrequency) {
    return new TokenizerSpec(vocabSize, minFrequency, List.of(), List.of());
  }

  static TrainedTokenizer trained(TokenizerSpec spec, List<String> texts) {
    WordCounts counts = new WordCounts(new WordSplitter(spec.added()), HEAP);
    texts.forEach(counts::add);
    return new TokenizerTrainer(spec).learn(counts, ProgressListener.NONE);
  }

  /** The tokenizer as serving opens it. */
  static Tokenizer open(TrainedTokenizer trained) {
    try {
      return HuggingFaceJsonTokenizer.open("trained", new ByteArrayInputStream(trained.json()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
