package io.mosaicgpt.model.constraint.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.grammar.GrammarState;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Forms that are meant to do harm: each is compiled within its limits, or refused. */
class HostileFormsTest {
  private static final int FORMS = Integer.getInteger("mosaicgpt.hostile", 200);

  private static final List<String> REGEXES =
      List.of(
          "(a+)+b",
          "(a|a)*b",
          "(.*)*x",
          "(x+x+)+y",
          "((a{0,99}){0,99}){0,99}",
          "(a|b|ab)*bc",
          "[a-z]{1,500}@[a-z]{1,500}",
          "(.*a.*){12}",
          "(a?){300}a{300}",
          "(|a|b){9999}",
          "((((((((((a*)*)*)*)*)*)*)*)*)*)*",
          "(.{1,200}\\n){1,200}",
          "[^a]{0,20000}",
          "\\p{L}{1,400}",
          "(\\w+\\s){0,40}\\w+",
          "((ab|cd){0,50}|(ef|gh){0,50}){0,50}",
          "\uD800",
          "[\uDC00-\uDC01]",
          "\\uD83D",
          "(?:a|\\u{110000})",
          "(((",
          "[a-",
          "a{2",
          "\\",
          "(?<",
          "^$^$^",
          "$a",
          "(^|a)*$");

  private static final List<String> SCHEMAS =
      List.of(
          "{'$ref':'#'}",
          "{'anyOf':[{'$ref':'#'},{'type':'null'}]}",
          "{'allOf':[{'$ref':'#/$defs/a'}],'$defs':{'a':{'allOf':[{'$ref':'#/$defs/b'}]},'b':{'$ref':'#/$defs/a'}}}",
          "{'type':'array','minItems':%d,'items':{'type':'array','minItems':%d,'items':{'$ref':'#'}}}",
          "{'type':'object','required':['a'],'properties':{'a':{'$ref':'#'}}}",
          "{'type':'string','minLength':%d,'maxLength':%d}",
          "{'type':'string','pattern':'a','minLength':%d}",
          "{'type':'integer','minimum':1e%d}",
          "{'type':'number','maximum':-1.%d,'multipleOf':0.%d}",
          "{'type':'array','maxItems':%d,'items':{'type':'array','maxItems':%d}}",
          "{'const':'\\ud800'}",
          "{'properties':{'\\udfff':{}},'type':'object'}",
          "{'anyOf':[{'items':{'$ref':'#'}},{'items':{'$ref':'#'},'minItems':1},{'items':{'$ref':'#'},'maxItems':9}]}",
          "{'oneOf':[{'properties':{'a':{'$ref':'#'}},'required':['a']},{'properties':{'a':{'$ref':'#'}},'required':['b']}]}",
          "{'type':'object','minProperties':%d,'maxProperties':%d}",
          "{'patternProperties':{'(a|b)*a(a|b){%d}':{},'(a|b)*b(a|b){9}':{},'^.{0,%d}$':{}},'type':'object'}",
          "{'enum':[1e%d,1,2]}",
          "{'enum':[1e%d,1,2],'multipleOf':0.1}",
          "{'multipleOf':1e%d,'type':'number'}",
          "{'minLength':1e%d,'type':'string'}",
          "{'allOf':[{'anyOf':[{'minimum':1},{'maximum':5},{'type':'null'}]},{'anyOf':[{'minimum':2},{'maximum':6},{}]},"
              + "{'anyOf':[{'minLength':1},{'maxLength':2},{}]},{'anyOf':[{'minItems':1},{'maxItems':2},{}]},"
              + "{'anyOf':[{'minItems':1},{'maxItems':2},{}]},{'anyOf':[{'minItems':1},{'maxItems':2},{}]},"
              + "{'anyOf':[{'minItems':1},{'maxItems':2},{}]},{'anyOf':[{'minItems':1},{'maxItems':2},{}]}]}",
          "{'type':'string','format':'email','maxLength':%d,'pattern':'(a|b)*c'}",
          "{'not':{'not':{'not':{'type':'null'}}}}",
          "{'$ref':'#/$defs/%d','$defs':{}}",
          "not json",
          "{'a':",
          "[1,2]",
          "7",
          "{'$id':'::::','$ref':'%%zz'}");

  private final FormCompiler compiler =
      new FormCompiler(new ByteTokenizer("aa", "\"}", "ab", "null"));
  private final Random random = new Random(5);

  @Test
  void eachIsCompiledWithinItsLimitsOrRefused() {
    compiler.compile(FormText.jsonSchema("{\"format\": \"uri\"}")); // what is made once
    long before = heap();
    int compiled = 0;
    for (int i = 0; i < FORMS; i++) {
      FormText form = next();
      long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      try {
        walk(compiler.compile(form).start());
        compiled++;
      } catch (FormException refused) {
        assertThat(refused).hasMessageEndingWith(".");
      }
      long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
      assertThat(Duration.ofNanos(nanos))
          .as("%s", form)
          .isLessThan(FormCompiler.MOST_TIME.plusSeconds(1));
    }
    assertThat(compiled).isBetween(FORMS / 10, FORMS * 9 / 10);
    assertThat(heap() - before).isLessThan(64 << 20);
  }

  private FormText next() {
    int kind = random.nextInt(4);
    if (kind == 0) {
      return FormText.regex(new RandomForms(random.nextLong()).regex(7));
    }
    if (kind == 1) {
      return FormText.regex(mutated(pick(REGEXES)) + (random.nextBoolean() ? pick(REGEXES) : ""));
    }
    String schema = pick(SCHEMAS).replace('\'', '"');
    while (schema.contains("%d")) {
      int bound = 1 << random.nextInt(31);
      schema = schema.replaceFirst("%d", Integer.toString(random.nextInt(bound)));
    }
    if (random.nextInt(5) == 0) {
      int depth = random.nextInt(400);
      schema = "{\"items\":".repeat(depth) + schema + "}".repeat(depth);
    }
    return FormText.jsonSchema(kind == 2 ? schema : mutated(schema));
  }

  private String mutated(String text) {
    if (text.isEmpty() || random.nextBoolean()) {
      return text;
    }
    int at = random.nextInt(text.length());
    int to = Math.min(text.length(), at + random.nextInt(4));
    String more = pick(List.of("", "0", "9", "*", "(", "\"", "{", "é", "\uD800", text));
    return text.substring(0, at) + more + text.substring(to);
  }

  private void walk(GrammarState start) {
    GrammarState state = start;
    for (int step = 0; step < 12; step++) {
      state.allowed();
      int value = state.nextBytes().nextSetBit(random.nextInt(128));
      if (value < 0) {
        return;
      }
      state = state.append(value);
    }
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
