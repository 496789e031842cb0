package io.mosaicgpt.model.constraint.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.constraint.CompiledForm;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.FormState;
import io.mosaicgpt.model.constraint.TokenMask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormCompilerTest {
  private final ByteTokenizer tokenizer =
      new ByteTokenizer("yes", "no", "ye", "sir", "yes, ", "12", "1.", "日", "é");
  private final FormCompiler compiler = new FormCompiler(tokenizer);

  @Test
  void aRegexAllowsTheTokensThatCanLeadToAMatch() {
    FormState start = compiler.compile(FormText.regex("(yes, )?sir|no")).start();
    assertThat(allowed(start)).containsExactly("n", "s", "y", "yes", "no", "ye", "sir", "yes, ");
    FormState ye = append(start, "ye");
    assertThat(allowed(ye)).containsExactly("s");
    assertThat(onlyOne(ye)).isEqualTo("s");
    FormState done = append(start, "yes, ", "sir");
    assertThat(done.mayEnd()).isTrue();
    assertThat(allowed(done)).isEmpty();
    assertThat(done).isEqualTo(append(start, "y", "e", "s", ",", " ", "s", "i", "r"));
  }

  @Test
  void anAnswerMayEndWhereMoreIsPossible() {
    FormState number = append(compiler.compile(FormText.regex("\\d+(\\.\\d)?")).start(), "12");
    assertThat(number.mayEnd()).isTrue();
    assertThat(allowed(number)).contains("0", "9", "12", "1.", ".").doesNotContain("-", "no");
    assertThat(number.next()).isSameAs(number.allowed());
    assertThat(append(number, "1.").mayEnd()).isFalse();
  }

  @Test
  void characterOfSeveralBytesMayComeInPieces() {
    FormState start = compiler.compile(FormText.regex("日?é")).start();
    assertThat(start.append(0xE6).append(0x97).append(0xA5)).isEqualTo(append(start, "日"));
    assertThatThrownBy(() -> start.append(0xE7)).hasMessage("token 231 is not allowed here");
  }

  @Test
  void choicesAreLabelsAsTheyStand() {
    CompiledForm form = compiler.compile(FormText.choices(List.of("no", "yes", "yes, sir", "a.b")));
    assertThat(allowed(form.start())).containsExactly("a", "n", "y", "yes", "no", "ye", "yes, ");
    FormState yes = append(form.start(), "yes");
    assertThat(yes.mayEnd()).isTrue();
    assertThat(allowed(yes)).containsExactly(",");
    assertThat(form.shortestTokens()).isEqualTo(1);
    assertThat(onlyOne(append(form.start(), "a"))).isEqualTo(".");
  }

  @Test
  void specialTokensAndIdsBeyondTheVocabularyAreNeverAllowed() {
    FormState start = compiler.compile(FormText.regex(".*")).start();
    assertThatThrownBy(() -> start.append(256)).hasMessage("token 256 is not allowed here");
    assertThatThrownBy(() -> start.append(9999)).hasMessage("token 9999 is not allowed here");
    List<Integer> forbidden = new ArrayList<>();
    start.allowed().forEachForbidden(tokenizer.size(), forbidden::add);
    assertThat(forbidden).contains(256, (int) '\n', 0xC0, 0xFF).doesNotContain((int) 'a', 257);
  }

  @Test
  void aFormOfNoTextIsRefused() {
    assertThatThrownBy(() -> compiler.compile(FormText.regex("a^b")))
        .isInstanceOf(FormException.class)
        .hasMessage("No text has the form of regex at the root.");
    assertThatThrownBy(() -> compiler.compile(FormText.choices(List.of())))
        .hasMessage("There are no labels; give at least one.");
    assertThatThrownBy(() -> compiler.compile(FormText.choices(List.of("a", ""))))
        .hasMessage("A label is empty or no text; give it a text.");
  }

  @Test
  void theShortestAnswerIsCountedInTheTokenizersTokens() {
    assertThat(compiler.compile(FormText.regex("(yes, ){3}sir+")).shortestTokens()).isEqualTo(4);
    assertThat(compiler.compile(FormText.regex("x*")).shortestTokens()).isZero();
  }

  @Test
  void theHashIsOfKindAndText() {
    assertThat(FormText.regex("a").sha256())
        .isEqualTo(FormText.regex("a").sha256())
        .hasSize(64)
        .isNotEqualTo(FormText.jsonSchema("a").sha256());
    assertThat(FormText.choices(List.of("a\"", "b")).text()).isEqualTo("[\"a\\\"\",\"b\"]");
  }

  private FormState append(FormState state, String... tokens) {
    for (String token : tokens) {
      state = state.append(tokenizer.encode(token)[0]);
    }
    return state;
  }

  @Test
  void whereThereIsNoChoiceOfBytesTheTokensAreTheTokenizersOwn() {
    FormState start = compiler.compile(FormText.regex("[ab]yes, sirno[12]")).start();
    assertThat(start.next()).isSameAs(start.allowed());
    FormState behind = append(start, "a");
    assertThat(allowed(behind)).containsExactly("y", "yes", "ye", "yes, ");
    assertThat(onlyOne(behind)).isEqualTo("yes, ");
    assertThat(onlyOne(append(behind, "ye"))).isEqualTo("s");
    assertThat(onlyOne(append(behind, "yes, "))).isEqualTo("sir");
    FormState last = append(behind, "yes, ", "sir");
    assertThat(allowed(last)).containsExactly("n", "no");
    assertThat(last.next()).as("perhaps a token goes on behind it").isSameAs(last.allowed());
  }

  @Test
  void aPieceOfACharacterIsLeftToChoose() {
    FormState start = compiler.compile(FormText.regex("日本é!")).start();
    assertThat(onlyOne(start)).isEqualTo("日");
    FormState within = start.append(0xE6);
    assertThat(within.next()).isSameAs(within.allowed());
  }

  private String onlyOne(FormState state) {
    return new String(tokenizer.bytes(state.next().only().orElseThrow()), StandardCharsets.UTF_8);
  }

  private List<String> allowed(FormState state) {
    TokenMask mask = state.allowed();
    BitSet forbidden = new BitSet();
    mask.forEachForbidden(tokenizer.size(), forbidden::set);
    List<String> texts = new ArrayList<>();
    for (int id = 0; id < tokenizer.size(); id++) {
      if (!forbidden.get(id)) {
        texts.add(new String(tokenizer.bytes(id), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }
}
