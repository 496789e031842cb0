package io.mosaicgpt.model.constraint.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.constraint.form.ByteTokenizer;
import io.mosaicgpt.model.constraint.form.FormCompiler;
import io.mosaicgpt.model.constraint.form.FormText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks against trying each token by itself. */
class MaskTest {
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
          "abc\",\"a",
          "a\":1}",
          "\\\"",
          "\\n",
          "\\u00",
          "é",
          "日本",
          "12",
          "1.5",
          "null",
          "null,",
          "true}",
          "[[",
          "]]",
          "[1,2",
          "\",",
          "aaaaaaaaaaaaaaaa",
          "b\":null,\"",
          "-1",
          "1e5",
          ",\"a\":",
          "x\"]}]");

  private final FormCompiler compiler = new FormCompiler(tokenizer);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "{'type':'object','properties':{'ab':{'type':'string'},'abc':{},'b':{'type':'null'}}}",
        "{'type':'object','properties':{'a':{'type':'integer'}},'required':['a'],'maxProperties':3}",
        "{'type':'array','items':{'type':'array','items':{'type':'integer'}},'maxItems':3}",
        "{'type':'string','maxLength':20}",
        "{'type':'string','minLength':3,'maxLength':18}",
        "{'type':'string','minLength':5}",
        "{'type':'string','pattern':'a.*b'}",
        "{'type':'string','not':{'enum':['ab','aaaaaaaaaaaaaaaaa']}}",
        "{'items':{'type':'string','maxLength':4},'type':'array'}",
        "{'anyOf':[{'type':'array','items':{'$ref':'#'}},{'type':'number'},{'enum':['a','ab',true]}]}",
        "{'type':'object','patternProperties':{'^a':{'type':'integer'}},'additionalProperties':false}"
      })
  void aTokenIsAllowedExactlyWhereItsBytesAre(String schema) {
    GrammarForm form = compiler.compile(FormText.jsonSchema(schema.replace('\'', '"')));
    Random random = new Random(7);
    for (int walk = 0; walk < 60; walk++) {
      GrammarState state = form.start();
      for (int step = 0; step < 40; step++) {
        List<Integer> allowed = new ArrayList<>();
        for (int id = 0; id < tokenizer.size(); id++) {
          byte[] bytes = tokenizer.bytes(id);
          boolean fits = bytes.length > 0 && state.append(bytes, 0, bytes.length) != null;
          assertThat(state.allowed().forbids(id)).as("%d in %s", id, schema).isEqualTo(!fits);
          if (fits) {
            allowed.add(id);
          }
        }
        assertThat(allowed.isEmpty()).isEqualTo(state.nextBytes().isEmpty());
        if (allowed.isEmpty()) {
          assertThat(state.mayEnd()).isTrue();
          break;
        }
        // Half of them long ones: there are more of the others.
        List<Integer> longer = allowed.stream().filter(id -> id > 256).toList();
        List<Integer> from = longer.isEmpty() || random.nextBoolean() ? allowed : longer;
        state = state.append(from.get(random.nextInt(from.size())));
      }
    }
  }
}
