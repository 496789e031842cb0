package io.mosaicgpt.model.constraint.form;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.grammar.Grammar;
import io.mosaicgpt.model.constraint.grammar.GrammarBuilder;
import io.mosaicgpt.model.constraint.grammar.GrammarForm;
import io.mosaicgpt.model.constraint.grammar.LeafCache;
import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.language.Languages;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.leaf.WordTrie;
import io.mosaicgpt.model.constraint.leaf.Words;
import io.mosaicgpt.model.constraint.regex.Regex;
import io.mosaicgpt.model.constraint.schema.SchemaGrammar;
import io.mosaicgpt.model.constraint.vocabulary.TokenTrie;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.util.automaton.Automaton;

/**
 * Compiles forms for one vocabulary, within bounds of time and memory. Keeps no form: the caller
 * does, by {@link FormText}. Thread-safe; to be called where waiting for up to {@link #MOST_TIME}
 * does no harm, and ended by interrupting the thread.
 */
public final class FormCompiler {
  /** What a form may take. */
  public static final Duration MOST_TIME = Duration.ofSeconds(2);

  private static final int MOST_TEXT = 1 << 20;
  private static final FormText WARM_UP =
      FormText.jsonSchema("{\"pattern\": \"^[a-z]+$\", \"maximum\": 1}");
  private static final int MOST_SHARED = 2048;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Tokenizer tokenizer;
  private final TokenTrie trie;
  private final LeafCache sharedLeaves;

  /**
   * A compiler for a tokenizer's vocabulary, which stays the caller's.
   *
   * <p>Lays out the vocabulary, which takes a tenth of a second for 50,000 tokens.
   */
  public FormCompiler(Tokenizer tokenizer) {
    this(tokenizer, tokenizer.size());
  }

  /**
   * A compiler for those ids of a tokenizer that a model knows too.
   *
   * @param usable ids from here on are never allowed
   */
  public FormCompiler(Tokenizer tokenizer, int usable) {
    this.tokenizer = requireNonNull(tokenizer, "tokenizer is null");
    this.trie = TokenTrie.of(tokenizer, usable);
    this.sharedLeaves = new LeafCache(trie, MOST_SHARED);
  }

  /** For who measures: the first form's time would otherwise be that of loading classes. */
  public void warmUp() {
    compile(WARM_UP);
  }

  /**
   * Compiles a form.
   *
   * @throws FormException when it cannot be used
   */
  public GrammarForm compile(FormText form) {
    if (form.text().length() > MOST_TEXT) {
      throw new FormException(
          "length",
          "",
          "The form has %d characters, and at most %d are possible."
              .formatted(form.text().length(), MOST_TEXT));
    }
    Budget budget = new Budget(MOST_TIME);
    try {
      Grammar grammar =
          switch (form.kind()) {
            case CHOICES -> choices(form.text(), budget);
            case REGEX -> regex(form.text(), budget);
            case JSON_SCHEMA -> SchemaGrammar.of(form.text(), budget);
          };
      return new GrammarForm(trie, grammar, sharedLeaves, tokenizer::encode);
    } catch (StackOverflowError e) {
      throw new FormException(
          "nesting", "", "The form is nested too deeply to compile; make it flatter.");
    }
  }

  private static Grammar regex(String text, Budget budget) {
    Automaton language = Regex.whole(text, budget, "regex", "");
    Leaf leaf = new Languages(budget, "regex", "").utf8(language);
    GrammarBuilder builder = new GrammarBuilder(budget);
    int from = builder.node("regex", "");
    int to = builder.node("regex", "");
    builder.leaf(from, leaf, to);
    builder.mayReturn(to);
    return builder.finish(from);
  }

  private static Grammar choices(String text, Budget budget) {
    Set<byte[]> words = new TreeSet<>(Arrays::compareUnsigned);
    for (JsonNode label : labels(text)) {
      if (!label.isTextual() || label.textValue().isEmpty()) {
        throw new FormException("choices", "", "A label is empty or no text; give it a text.");
      }
      words.add(label.textValue().getBytes(StandardCharsets.UTF_8));
    }
    if (words.isEmpty()) {
      throw new FormException("choices", "", "There are no labels; give at least one.");
    }
    BitSet all = new BitSet();
    all.set(0, words.size());
    GrammarBuilder builder = new GrammarBuilder(budget);
    int from = builder.node("choices", "");
    int to = builder.node("choices", "");
    builder.leaf(from, new Words(new WordTrie(List.copyOf(words)), all), to);
    builder.mayReturn(to);
    return builder.finish(from);
  }

  private static JsonNode labels(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new FormException("choices", "", "The labels are no array of JSON; give texts.");
    }
  }
}
