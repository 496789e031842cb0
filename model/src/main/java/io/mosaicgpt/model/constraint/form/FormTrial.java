package io.mosaicgpt.model.constraint.form;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.constraint.grammar.GrammarForm;
import io.mosaicgpt.model.constraint.grammar.GrammarState;
import io.mosaicgpt.model.constraint.schema.CanonicalJson;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries schemas on values that are known to be valid or not, token by token as an engine would,
 * with a mask for each token, and takes the times. Not thread-safe.
 */
public final class FormTrial {
  private final FormCompiler compiler;
  private final Tokenizer tokenizer;

  /** A trial with a tokenizer, which stays the caller's. */
  public FormTrial(FormCompiler compiler, Tokenizer tokenizer) {
    this.compiler = requireNonNull(compiler, "compiler is null");
    this.tokenizer = requireNonNull(tokenizer, "tokenizer is null");
    compiler.warmUp();
  }

  /** A value, and whether the schema holds for it. */
  public record Instance(boolean valid, JsonNode data) {}

  /**
   * What became of a value.
   *
   * @param accepted as it is, but for white space
   * @param inOtherOrder whether it is accepted with its properties in the form's order only
   */
  public record Result(boolean valid, boolean accepted, boolean inOtherOrder) {}

  /**
   * What became of a schema.
   *
   * @param refused null where it was compiled
   * @param maskNanos time of each mask on the way, those that were found again included
   * @param masksMade how many were not found again
   */
  public record Report(
      FormException refused,
      long compileNanos,
      List<Long> maskNanos,
      long masksMade,
      List<Result> results) {}

  /** Tries a form. */
  public Report run(FormText form, List<Instance> instances) {
    long begin = System.nanoTime();
    GrammarForm compiled;
    try {
      compiled = compiler.compile(form);
    } catch (FormException refused) {
      return new Report(refused, System.nanoTime() - begin, List.of(), 0, List.of());
    }
    long compileNanos = System.nanoTime() - begin;
    List<Long> maskNanos = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    for (Instance instance : instances) {
      boolean accepted = walk(compiled, CanonicalJson.text(instance.data()), maskNanos);
      boolean ordered =
          !accepted
              && ValueWalk.inOrder(compiled, instance.data())
                  .map(text -> walk(compiled, text, maskNanos))
                  .orElse(false);
      results.add(new Result(instance.valid(), accepted, ordered));
    }
    return new Report(null, compileNanos, maskNanos, compiled.masksMade(), results);
  }

  private boolean walk(GrammarForm form, String text, List<Long> maskNanos) {
    GrammarState state = form.start();
    int[] tokens = tokenizer.encode(text);
    if (!tokenizer.decode(tokens).equals(text)) {
      // The tokenizer writes some characters in another way, so that this text has no tokens.
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      GrammarState end = state.append(bytes, 0, bytes.length);
      return end != null && end.mayEnd();
    }
    for (int token : tokens) {
      long begin = System.nanoTime();
      TokenMask mask = state.allowed();
      maskNanos.add(System.nanoTime() - begin);
      if (mask.forbids(token)) {
        return false;
      }
      state = state.append(token);
    }
    return state.mayEnd();
  }
}
