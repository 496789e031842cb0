package io.mosaicgpt.model.tokenizer.training;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.corpus.Corpus;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Trains a byte-level BPE tokenizer: counts the words of a corpus, then learns merges from the
 * counts. The same texts give the same bytes, whatever the order of the files.
 */
public final class TokenizerTrainer {
  private final TokenizerSpec spec;

  public TokenizerTrainer(TokenizerSpec spec) {
    this.spec = requireNonNull(spec, "spec is null");
  }

  /**
   * Counts the words of all texts.
   *
   * @param mostHeap bytes of Java heap that may be taken, here and in {@link #learn}
   * @param listener is told the bytes read
   * @throws io.mosaicgpt.model.corpus.CorpusException when the data cannot be used, or has more
   *     different words than the heap holds
   */
  public WordCounts count(Corpus corpus, long mostHeap, ProgressListener listener) {
    WordCounts counts = new WordCounts(new WordSplitter(spec.added()), mostHeap);
    corpus.read(example -> example.texts().forEach(counts::add), listener);
    return counts;
  }

  /**
   * Learns the merges.
   *
   * @param listener is told the merges made and wanted
   */
  public TrainedTokenizer learn(WordCounts counts, ProgressListener listener) {
    LearnedVocabulary vocabulary = new LearnedVocabulary(spec);
    SymbolChains chains = new SymbolChains(counts.words(), vocabulary::idOfByte);
    MergeLearner learner = new MergeLearner(chains, spec.minFrequency());
    Set<String> reserved = new HashSet<>(spec.reserved());
    int wanted = spec.mostMerges();
    while (vocabulary.merges().size() < wanted) {
      Optional<Merge> merge = learner.next();
      if (merge.isEmpty()) {
        break;
      }
      if (!reserved.contains(vocabulary.text(merge.get()))) {
        learner.merge(merge.get(), vocabulary.add(merge.get()));
      }
      listener.progress(vocabulary.merges().size(), wanted);
    }
    return new TrainedTokenizer(
        TokenizerJson.of(vocabulary),
        vocabulary.size(),
        vocabulary.merges().size(),
        chains.total());
  }
}
