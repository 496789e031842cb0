package io.mosaicgpt.model.constraint.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.FormState;
import io.mosaicgpt.model.constraint.grammar.GrammarForm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Answers by chance under masks of forms by chance, against other implementations. */
class CompletionPropertyTest {
  private static final int FORMS = Integer.getInteger("mosaicgpt.forms", 150);
  private static final int WALKS = 20;
  private static final int SOON = 40;
  private static final int LATE = 2000;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final ByteTokenizer tokenizer =
      new ByteTokenizer(
          "{\"",
          "\":",
          "\":\"",
          "\",\"",
          "\"}",
          "\"]",
          "},{",
          "]}",
          "aa",
          "ab",
          "ab\"",
          "a\":1}",
          "\\\"",
          "\\n",
          "é",
          "日本",
          "12",
          "1.5",
          "null",
          "null,",
          "true}",
          "[[",
          "]]",
          "\",",
          "-1",
          "1e5",
          ",\"a\":",
          "2024-02-",
          "T12:",
          "a@b.",
          "http://");

  private final FormCompiler compiler = new FormCompiler(tokenizer);
  private final Random random = new Random(11);

  @Test
  void everyAnswerUnderARegexMatches() {
    RandomForms forms = new RandomForms(1);
    int answers = 0;
    for (int i = 0; i < FORMS; i++) {
      String regex = forms.regex(4);
      Optional<GrammarForm> form = compile(FormText.regex(regex));
      Pattern pattern = Pattern.compile(regex);
      for (int walk = 0; walk < WALKS && form.isPresent(); walk++) {
        Optional<String> answer = answer(form.get());
        if (answer.isPresent()) {
          answers++;
          assertThat(answer.get()).as(regex).matches(pattern);
        }
      }
    }
    assertThat(answers).isGreaterThan(FORMS * WALKS * 7 / 10);
  }

  @Test
  void everyAnswerUnderASchemaIsValid() throws IOException {
    RandomForms forms = new RandomForms(2);
    int answers = 0;
    int compiled = 0;
    for (int i = 0; i < FORMS; i++) {
      JsonNode schema = forms.schema(3);
      Optional<GrammarForm> form = compile(FormText.jsonSchema(schema.toString()));
      JsonSchema oracle = oracle(schema);
      compiled += form.isPresent() ? 1 : 0;
      for (int walk = 0; walk < WALKS && form.isPresent(); walk++) {
        Optional<String> answer = answer(form.get());
        if (answer.isPresent()) {
          answers++;
          assertThat(oracle.validate(JSON.readTree(answer.get()), this::withFormats))
              .as("%s under %s", answer.get(), schema)
              .isEmpty();
        }
      }
    }
    assertThat(compiled).isGreaterThan(FORMS * 8 / 10);
    assertThat(answers).isGreaterThan(compiled * WALKS * 7 / 10);
  }

  private void withFormats(ExecutionContext context) {
    context.getExecutionConfig().setFormatAssertionsEnabled(true);
  }

  private static JsonSchema oracle(JsonNode schema) {
    return JsonSchemaFactory.getInstance(VersionFlag.V202012)
        .getSchema(schema, SchemaValidatorsConfig.builder().build());
  }

  /** Some forms by chance have no text at all, or are too large. */
  private Optional<GrammarForm> compile(FormText text) {
    try {
      return Optional.of(compiler.compile(text));
    } catch (FormException e) {
      assertThat(e.keyword()).isIn("unsatisfiable", "regex", "pattern", "maxLength");
      return Optional.empty();
    }
  }

  /** Tokens by chance, and soon those that lead to an end; empty where that takes too long. */
  private Optional<String> answer(GrammarForm form) {
    FormState state = form.start();
    List<Integer> tokens = new ArrayList<>();
    while (tokens.size() < LATE) {
      if (state.mayEnd() && (tokens.size() > SOON || random.nextInt(4) == 0)) {
        return Optional.of(text(tokens));
      }
      List<Integer> allowed = allowed(state);
      if (allowed.isEmpty()) {
        assertThat(state.mayEnd()).isTrue();
        return Optional.of(text(tokens));
      }
      int token = choose(allowed, tokens.size());
      tokens.add(token);
      state = state.append(token);
    }
    return Optional.empty();
  }

  private int choose(List<Integer> allowed, int step) {
    if (step > SOON) {
      for (char closing : "}]\"".toCharArray()) {
        if (allowed.contains((int) closing)) {
          return closing;
        }
      }
    }
    return allowed.get(random.nextInt(allowed.size()));
  }

  private List<Integer> allowed(FormState state) {
    List<Integer> allowed = new ArrayList<>();
    for (int id = 0; id < tokenizer.size(); id++) {
      if (!state.allowed().forbids(id)) {
        allowed.add(id);
      }
    }
    return allowed;
  }

  private String text(List<Integer> tokens) {
    return tokenizer.decode(tokens.stream().mapToInt(Integer::intValue).toArray());
  }
}
