package io.mosaicgpt.model.tokenizer.training;

import io.mosaicgpt.model.corpus.CorpusException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** How often each word occurs. Texts themselves are not kept. */
public final class WordCounts {
  /** Bytes of heap, estimated, that a word takes here and while merges are learnt. */
  private static final long BYTES_PER_WORD = 200;

  /** The same for each byte of its UTF-8. */
  private static final long BYTES_PER_BYTE = 40;

  private final WordSplitter splitter;
  private final long mostHeap;
  private final Map<String, Count> counts = new HashMap<>();
  private long texts;
  private long bytes;
  private long heap;

  /** How often one word was there. */
  static final class Count {
    private final int length;
    private long times;

    /**
     * Of a word that has not been there.
     *
     * @param length bytes of its UTF-8
     */
    Count(int length) {
      this.length = length;
    }

    long times() {
      return times;
    }
  }

  /**
   * Nothing counted yet.
   *
   * @param mostHeap bytes that counting and learning may take together; more words are refused
   */
  WordCounts(WordSplitter splitter, long mostHeap) {
    this.splitter = splitter;
    this.mostHeap = mostHeap;
  }

  /**
   * Counts the words of a text.
   *
   * @throws CorpusException when there are more different words than the heap holds
   */
  void add(String text) {
    texts++;
    splitter.split(text, this::count);
  }

  private void count(String word) {
    Count count = counts.get(word);
    if (count == null) {
      count = new Count(word.getBytes(StandardCharsets.UTF_8).length);
      counts.put(word, count);
      heap += BYTES_PER_WORD + BYTES_PER_BYTE * count.length;
      if (heap > mostHeap) {
        throw new CorpusException(
            ("The data has more than %d different words, which is what %d MB of Java heap hold: give"
                    + " less of it, or a larger heap.")
                .formatted(counts.size() - 1, mostHeap >> 20));
      }
    }
    count.times++;
    bytes += count.length;
  }

  /** The words, in no order. */
  Map<String, Count> words() {
    return counts;
  }

  /** Texts counted. */
  public long texts() {
    return texts;
  }

  /** Bytes of UTF-8 of all words, in normal form C. */
  public long bytes() {
    return bytes;
  }

  /** Different words. */
  public int distinct() {
    return counts.size();
  }
}
