package io.mosaicgpt.model.tokenizer;

import static java.util.Objects.requireNonNull;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.tokenizer.TokenizerFile.AddedToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A byte-level BPE tokenizer from a {@code tokenizer.json}, such as GPT-NeoX's. Text is encoded by
 * the Hugging Face library through DJL, whole, without special tokens, truncation or padding; ids
 * are decoded here, from their bytes. Half a surrogate pair in a text counts as U+FFFD.
 *
 * <p>Reads nothing but the file: DJL takes its native library from the jar and unpacks it below the
 * directory named by {@code DJL_CACHE_DIR}, by default {@code ~/.djl.ai}.
 *
 * <p>Thread-safe: encoding shares the library's immutable tokenizer, and waits for {@link #close}
 * or is refused behind it.
 */
public final class HuggingFaceJsonTokenizer implements Tokenizer {
  /** Name of the file in a model directory. */
  public static final String FILE_NAME = "tokenizer.json";

  /** DJL's defaults add special tokens, cut at 512 tokens, and pad. */
  private static final Map<String, String> PLAIN =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private static final String OFFLINE = "ai.djl.offline";

  static {
    // Otherwise DJL calls home, and beside a GPU it downloads another native library.
    if (System.getProperty(OFFLINE) == null) {
      System.setProperty(OFFLINE, "true");
    }
  }

  private final HuggingFaceTokenizer library;
  private final Vocabulary vocabulary;
  private final Set<Integer> apart;
  private final ReadWriteLock closing = new ReentrantReadWriteLock();
  private boolean closed;

  private HuggingFaceJsonTokenizer(
      HuggingFaceTokenizer library, Vocabulary vocabulary, Set<Integer> apart) {
    this.library = library;
    this.vocabulary = vocabulary;
    this.apart = apart;
  }

  /**
   * The tokenizer of a model directory; empty when it has no {@code tokenizer.json}.
   *
   * @throws CheckpointException when there is one that cannot be used
   */
  public static Optional<Tokenizer> inDirectory(Path directory) {
    Path file = directory.resolve(FILE_NAME);
    return Files.exists(file) ? Optional.of(open(file)) : Optional.empty();
  }

  /**
   * Opens a file.
   *
   * @throws CheckpointException when it cannot be used
   */
  public static Tokenizer open(Path file) {
    requireNonNull(file, "file is null");
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          file + " does not exist; give a model directory with a " + FILE_NAME + ".");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return open(file.toString(), in);
    } catch (IOException e) {
      throw new CheckpointException("The tokenizer cannot be read: " + FileFault.of(e) + ".", e);
    }
  }

  /**
   * Reads a tokenizer from a stream, which the caller closes.
   *
   * @param name of the file, for messages
   * @throws CheckpointException when it cannot be used
   */
  public static Tokenizer open(String name, InputStream in) throws IOException {
    byte[] json = in.readNBytes(Checkpoint.MAX_TOKENIZER_BYTES + 1);
    if (json.length > Checkpoint.MAX_TOKENIZER_BYTES) {
      throw new CheckpointException(
          name
              + " has more than "
              + Checkpoint.MAX_TOKENIZER_BYTES
              + " bytes; check that it is a tokenizer.");
    }
    TokenizerFile file = new TokenizerFile(name, json);
    Vocabulary vocabulary = Vocabulary.of(file);
    HuggingFaceJsonTokenizer tokenizer =
        new HuggingFaceJsonTokenizer(load(file), vocabulary, file.tokensThatEndApart());
    try {
      tokenizer.checkAddedTokens(file);
    } catch (CheckpointException e) {
      tokenizer.close();
      throw e;
    }
    return tokenizer;
  }

  @Override
  public int[] encode(String text) {
    String whole = SurrogatePairs.complete(requireNonNull(text, "text is null"));
    Lock lock = closing.readLock();
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the tokenizer is closed");
      }
      return ids(whole);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String decode(int[] tokenIds) {
    return vocabulary.text(tokenIds);
  }

  @Override
  public byte[] bytes(int tokenId) {
    return vocabulary.bytes(tokenId).clone();
  }

  @Override
  public boolean endsApart(int tokenId) {
    return apart.contains(tokenId);
  }

  @Override
  public int size() {
    return vocabulary.size();
  }

  @Override
  public void close() {
    Lock lock = closing.writeLock();
    lock.lock();
    try {
      closed = true;
      library.close();
    } finally {
      lock.unlock();
    }
  }

  /** The library's own encode also copies texts and places of all tokens, at twice the cost. */
  private int[] ids(String text) {
    try {
      long encoding = TokenizersLibrary.LIB.encode(library.getHandle(), text, false);
      long[] ids = TokenizersLibrary.LIB.getTokenIds(encoding);
      TokenizersLibrary.LIB.deleteEncoding(encoding);
      return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    } finally {
      // Its finalizer frees the handle, and may run as soon as only the handle is in use.
      Reference.reachabilityFence(library);
    }
  }

  private static HuggingFaceTokenizer load(TokenizerFile file) throws IOException {
    byte[] json = file.withoutSpecialTokens().getBytes(StandardCharsets.UTF_8);
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), PLAIN);
    } catch (EngineException | LinkageError e) {
      throw new IllegalStateException(
          "The tokenizer's native library cannot be loaded; set DJL_CACHE_DIR to a directory that"
              + " can be written to and allows programs to run.",
          e);
    } catch (RuntimeException e) {
      // The place is one in the changed file.
      throw file.refuse(String.valueOf(e.getMessage()).replaceAll(" at line \\d+ column \\d+", ""));
    }
  }

  /** The library gives ids to added tokens by itself: they must be those of the file. */
  private void checkAddedTokens(TokenizerFile file) {
    for (AddedToken token : file.addedTokens()) {
      int[] ids = encode(token.content());
      if (token.special() && Arrays.stream(ids).anyMatch(id -> id == token.id())) {
        throw file.refuse("text alone makes its special token '" + token.content() + "'");
      }
      if (!token.special() && !Arrays.equals(ids, new int[] {token.id()})) {
        throw file.refuse(
            "its added token '%s' does not get its id %d".formatted(token.content(), token.id()));
      }
    }
  }
}
