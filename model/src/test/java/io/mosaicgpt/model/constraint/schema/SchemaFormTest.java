package io.mosaicgpt.model.constraint.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.form.ByteTokenizer;
import io.mosaicgpt.model.constraint.form.FormCompiler;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.constraint.grammar.GrammarForm;
import io.mosaicgpt.model.constraint.grammar.GrammarState;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaFormTest {
  private static final ByteTokenizer TOKENIZER = new ByteTokenizer();
  private static final FormCompiler COMPILER = new FormCompiler(TOKENIZER);

  @Test
  void propertiesComeInTheSchemasOrderAndThoseNotRequiredMayBeLeftOut() {
    check(
        "{'type':'object','properties':{'b':{'type':'null'},'a':{'type':'null'},'c':{'type':'null'}},"
            + "'required':['a'],'additionalProperties':false}",
        "{'a':null} {'b':null,'a':null} {'a':null,'c':null} {'b':null,'a':null,'c':null}",
        "{} {'b':null} {'a':null,'b':null} {'c':null,'a':null} {'a':null,'a':null} {'a':null,}");
  }

  @Test
  void otherPropertiesComeLastAndAreNeverOneThatIsDeclared() {
    check(
        "{'type':'object','properties':{'ab':{'type':'null'}},'additionalProperties':{'type':'integer'}}",
        "{} {'ab':null} {'ab':null,'a':1} {'a':1,'abc':2,'':3} {'a\\\\n':1}",
        "{'ab':1} {'a':null} {'a':1,'ab':null} {'a':1,'ab':1}");
  }

  @Test
  void whatIsRequiredAndNotDeclaredIsThereAllTheSame() {
    check(
        "{'type':'object','properties':{'a':{'type':'null'}},'required':['z','a']}",
        "{'a':null,'z':[1,{}]} {'a':null,'z':0,'y':1}",
        "{'a':null} {'z':1} {'z':1,'a':null}");
    check(
        "{'type':'object','required':['z'],'additionalProperties':{'type':'null'}}",
        "{'z':null}",
        "{'z':1} {}");
  }

  @Test
  void namesByPatternHaveTheSchemasOfAllPatternsTheyMatch() {
    check(
        "{'type':'object','patternProperties':{'^a':{'minimum':1},'b$':{'type':'integer'}},"
            + "'additionalProperties':{'type':'null'}}",
        "{'ax':1.5} {'xb':0} {'ab':7} {'x':null}",
        "{'ax':0.5} {'xb':1.5} {'ab':0} {'ab':1.5} {'x':1}");
    check(
        "{'type':'object','propertyNames':{'pattern':'^[ab]+$'},'properties':{'c':{}}}",
        "{} {'a':1} {'ab':1,'ba':2}",
        "{'c':1} {'ac':1} {'':1}");
  }

  @Test
  void numbersOfPropertiesAreCounted() {
    check(
        "{'type':'object','properties':{'a':{'type':'null'},'b':{'type':'null'}},"
            + "'minProperties':2,'maxProperties':3,'additionalProperties':{'type':'null'}}",
        "{'a':null,'b':null} {'a':null,'x':null} {'x':null,'y':null,'z':null} {'a':null,'b':null,'x':null}",
        "{} {'a':null} {'x':null} {'a':null,'b':null,'x':null,'y':null}");
  }

  @Test
  void itemsArePrefixedBoundedAndAlike() {
    check(
        "{'type':'array','prefixItems':[{'type':'null'},{'type':'boolean'}],'items':{'type':'integer'},"
            + "'minItems':1,'maxItems':4}",
        "[null] [null,true] [null,false,1] [null,true,1,2]",
        "[] [true] [null,1] [null,true,true] [null,true,1,2,3]");
    check(
        "{'type':'array','items':{'type':'null'},'minItems':2}",
        "[null,null] [null,null,null]",
        "[] [null]");
    check("{'type':'array','items':false}", "[]", "[1]");
    check("{'type':'array','maxItems':0}", "[]", "[1]");
    check(
        "{'items':[{'type':'null'}],'additionalItems':{'type':'integer'}}",
        "[] [null,1,2] 'x'",
        "[1] [null,null]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'type':'string'}; '' 'a' 'é' '\\\\n' '\\\\u001f' '/'; 1 '\\\\/' '\\\\u00e9' a '",
        "{'type':'string','minLength':2,'maxLength':3}; 'ab' 'éa\\\\n' '😀😀'; '' 'a' 'abcd'",
        "{'type':'string','pattern':'^a|b$'}; 'a' 'ax' 'xb' 'b'; '' 'xa' 'bx'",
        "{'type':'string','pattern':'b','maxLength':2}; 'b' 'ab' 'bb'; 'a' 'aab'",
        "{'type':'string','format':'date'}; '2024-02-29' '2023-12-31'; '2023-02-29' '2023-13-01' ''",
        "{'type':'string','not':{'enum':['a','ab']}}; '' 'b' 'abc' 'aa'; 'a' 'ab'",
        "{'type':'integer','minimum':-3,'exclusiveMaximum':12}; -3 -1 0 9 11; -4 12 1.0 -0 00",
        "{'type':'number','minimum':0.5,'maximum':2}; 0.5 0.51 1 1.999 2 2.0; 0.49 2.01 0 -1 1e0",
        "{'type':'number','exclusiveMinimum':true,'minimum':1}; 1.1 2 1.01; 1 1.0 0",
        "{'type':'integer','multipleOf':7}; 0 7 14 -21; 1 8 13",
        "{'type':'number','multipleOf':0.05}; 0.05 0.1 1 1.15 -0.35; 0.01 1.12 0.051",
        "{'type':['integer','null']}; 0 -12 null; 1.5 true 01 -",
        "{'type':'number'}; 0 -0.5 1e5 1.25E-3; 01 .5 1. 1e 1e+",
        "{'enum':[1,'a',null,{'x':[1.0]}]}; 1 'a' null {'x':[1]}; 2 'b' {'x':[2]}",
        "{'const':'a\\\\nb'}; 'a\\\\nb'; 'a'",
        "{'enum':[1,2,'a'],'type':'integer','minimum':2}; 2; 1 'a'",
        "{'type':'boolean'}; true false; null 'true'",
        "{'anyOf':[{'type':'null'},{'type':'string','maxLength':1},{'enum':['abc']}]}; null 'a' 'abc'; 'ab'",
        "{'oneOf':[{'type':'integer'},{'type':'string'}]}; 1 'a'; null",
        "{'allOf':[{'minimum':2},{'maximum':4}],'type':'integer'}; 2 4; 1 5",
        "{'not':{'type':['object','array','string']}}; 1 null true 1.5; 'a' [] {}",
        "true; 1 'a' [1,{'b':[]}] {'a':{'b':null}}; x {,}",
      })
  void valuesHaveOneSpellingEach(String schema, String accepted, String rejected) {
    check(schema, accepted, rejected);
  }

  @Test
  void referencesMayBeRecursive() {
    check(
        "{'$ref':'#/$defs/tree','$defs':{'tree':{'type':'object','properties':{'v':{'type':'integer'},"
            + "'next':{'anyOf':[{'type':'null'},{'$ref':'#/$defs/tree'}]}},'required':['v','next'],"
            + "'additionalProperties':false}}}",
        "{'v':1,'next':null} {'v':1,'next':{'v':2,'next':{'v':3,'next':null}}}",
        "{'v':1} {'v':1,'next':{'v':2}} {'v':1,'next':{'v':2,'next':null}");
    check("{'items':{'$ref':'#'},'type':'array'}", "[] [[],[[]]]", "[1] [[] [[],] [,[]]");
  }

  @Test
  void anchorsAndIdentifiersAreReferredTo() {
    check(
        "{'$id':'http://x/a','properties':{'p':{'$ref':'#t'},'q':{'$ref':'b'}},'required':['p','q'],"
            + "'type':'object','$defs':{'t':{'$anchor':'t','type':'null'},'b':{'$id':'b','type':'integer'}}}",
        "{'p':null,'q':1}",
        "{'p':1,'q':1} {'p':null,'q':null}");
  }

  @Test
  void allOfMergesObjects() {
    check(
        "{'allOf':[{'properties':{'a':{'type':'integer'}},'required':['a']},"
            + "{'properties':{'b':{'type':'null'},'a':{'minimum':3}}}],'type':'object'}",
        "{'a':3} {'a':3,'b':null}",
        "{'a':2} {'b':null,'a':3} {}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'properties':{'size':{'contains':{}}}}; contains; /properties/size/contains",
        "{'type':'array','uniqueItems':true}; uniqueItems; /uniqueItems",
        "{'if':{'type':'null'},'then':false}; if; /if",
        "{'unevaluatedProperties':false}; unevaluatedProperties; /unevaluatedProperties",
        "{'not':{'minLength':1}}; not; /not",
        "{'$ref':'http://elsewhere/x'}; $ref; /$ref",
        "{'$ref':'#/nowhere'}; $ref; /$ref",
        "{'$ref':'#'}; $ref; /$ref",
        "{'anyOf':[{'$ref':'#/$defs/a'}],'$defs':{'a':{'allOf':[{'$ref':'#/$defs/a'}]}}}; $ref; /$defs/a/$ref",
        "{'oneOf':[{'type':'integer'},{'type':'number'}]}; oneOf; /oneOf",
        "{'type':'string','pattern':'(?=a)'}; pattern; /pattern",
        "{'type':'string','format':'regex'}; format; /format",
        "{'type':'float'}; type; /type",
        "{'required':'a'}; required; /required",
        "{'minLength':-1}; minLength; /minLength",
        "{'a':1,'a':2}; json; ``",
        "[]; schema; ``",
        "{'type':'integer','minimum':2,'maximum':1}; unsatisfiable; ``",
        "false; unsatisfiable; ``",
        "{'type':'object','required':['a'],'additionalProperties':false}; unsatisfiable; ``",
        "{'type':'object','properties':{'a':{'$ref':'#'}},'required':['a']}; unsatisfiable; ``",
        "{'type':'array','maxItems':1000000,'minItems':1000000}; minItems; ``",
        "{'dependentRequired':{'a':['b']},'type':'object'}; dependentRequired; ``"
      })
  void whatCannotBeUsedIsRefusedByKeywordAndPlace(String schema, String keyword, String place) {
    FormException refused = catchThrowableOfType(FormException.class, () -> compile(schema));
    assertThat(refused).isNotNull();
    assertThat(refused.keyword()).isEqualTo(keyword);
    assertThat(refused.place()).isEqualTo(place);
    assertThat(refused).hasMessageEndingWith(".");
  }

  @Test
  void annotationsAndUnknownKeywordsSayNothing() {
    check(
        "{'$schema':'http://json-schema.org/draft-07/schema#','title':'t','description':'d',"
            + "'default':1,'examples':[2],'$comment':'c','readOnly':true,'deprecated':true,"
            + "'x-unit':'m','format':'int32','type':'integer'}",
        "1",
        "1.5");
  }

  @Test
  void theShortestAnswerIsFound() {
    assertThat(
            compile(
                    "{'type':'object','required':['ab'],'properties':{'ab':{'minimum':10,'type':'integer'}}}")
                .shortestTokens())
        .isEqualTo("{\"ab\":10}".length());
    assertThat(compile("{'type':'string','minLength':3}").shortestTokens()).isEqualTo(5);
    assertThat(compile("true").shortestTokens()).isEqualTo(1);
  }

  @Test
  void whatMustComeIsForced() {
    GrammarState start =
        compile(
                "{'type':'object','required':['abc'],'properties':{'abc':{'type':'null'}},'additionalProperties':false}")
            .start();
    StringBuilder text = new StringBuilder();
    GrammarState state = start;
    for (OptionalInt only = start.next().only(); only.isPresent(); only = state.next().only()) {
      text.append(new String(TOKENIZER.bytes(only.getAsInt()), StandardCharsets.UTF_8));
      state = state.append(only.getAsInt());
    }
    assertThat(text).hasToString("{\"abc\":null}");
  }

  private static GrammarForm compile(String schema) {
    return COMPILER.compile(FormText.jsonSchema(schema.replace('\'', '"').replace("\\\\", "\\")));
  }

  private static void check(String schema, String accepted, String rejected) {
    GrammarForm form = compile(schema);
    texts(accepted).forEach(text -> assertThat(accepts(form, text)).as(text).isTrue());
    texts(rejected).forEach(text -> assertThat(accepts(form, text)).as(text).isFalse());
  }

  private static Stream<String> texts(String texts) {
    return Stream.of(texts.replace('\'', '"').replace("\\\\", "\\").split(" "));
  }

  private static boolean accepts(GrammarForm form, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    GrammarState end = form.start().append(bytes, 0, bytes.length);
    return end != null && end.mayEnd();
  }
}
