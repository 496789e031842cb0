package io.mosaicgpt.model.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mosaicgpt.model.constraint.TokenConstraint.Role;
import io.mosaicgpt.model.constraint.form.FormCompiler;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.engine.loop.Models;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where an answer of a form may end, and what its tokens are to it. */
class FormConstraintTest {
  private static final int EOS = Models.EOS;
  private static final int A = 1;
  private static final int B = 2;
  private static final int AB = 5;
  private static final int AA = 10;
  private static final int X = 12;
  private static final int Y = 13;
  private static final int[] NO_END = {};

  private final FormCompiler compiler = new FormCompiler(Models.TOKENIZER);

  private FormConstraint of(String regex, int minTokens, int[] end, int... endings) {
    FormState start = compiler.compile(FormText.regex(regex)).start();
    return new FormConstraint(start, minTokens, endings, end);
  }

  private static int[] allowed(TokenConstraint constraint) {
    TokenMask mask = constraint.next();
    return IntStream.range(0, Models.USABLE).filter(id -> !mask.forbids(id)).toArray();
  }

  @Test
  void theEndIsAllowedWhereTheAnswerIsCompleteAndBehindTheLastTokenIsNothing() {
    FormConstraint constraint = of("aa?b?", 0, NO_END, EOS);

    assertThat(allowed(constraint)).containsExactly(A, AB, AA);
    assertThat(constraint.append(A)).isEqualTo(Role.PART);
    assertThat(constraint.isComplete()).isTrue();
    assertThat(allowed(constraint)).containsExactly(EOS, A, B, AB);
    assertThat(constraint.append(AB)).isEqualTo(Role.LAST);
  }

  @Test
  void theEndOfTextTokenIsNoPartOfTheAnswer() {
    FormConstraint constraint = of("a+", 0, NO_END, EOS);
    constraint.append(A);

    assertThat(constraint.append(EOS)).isEqualTo(Role.END);
    assertThat(constraint.restOfEnd()).isEmpty();
  }

  @Test
  void minTokensHoldTheEndBackUnlessNothingElseIsLeft() {
    FormConstraint constraint = of("a{1,2}", 5, NO_END, EOS);
    constraint.append(A);

    assertThat(allowed(constraint)).containsExactly(A);
    assertThat(constraint.append(A)).isEqualTo(Role.LAST);
  }

  @Test
  void aStopTokenIsAPartOfTheAnswerUntilTheAnswerIsComplete() {
    FormConstraint constraint = of("aba*", 0, NO_END, A);

    assertThat(constraint.append(A)).isEqualTo(Role.PART);
    assertThat(constraint.append(B)).isEqualTo(Role.PART);
    assertThat(constraint.append(A)).isEqualTo(Role.END);
  }

  @Test
  void theFirstTokenOfTheEndDecidesWhereTheFormHasNoUseForIt() {
    FormConstraint constraint = of("a+", 0, new int[] {X, X, Y}, EOS);
    assertThat(allowed(constraint)).containsExactly(A, AA);
    constraint.append(A);

    assertThat(allowed(constraint)).containsExactly(EOS, A, AA, X);
    assertThat(constraint.append(X)).isEqualTo(Role.END);
    assertThat(constraint.restOfEnd()).isEmpty();
  }

  @Test
  void anEndThatMayBeMoreOfTheAnswerIsDecidedByTheFirstTokenThatMayNot() {
    FormConstraint constraint = of("[ax]+", 0, new int[] {X, X, Y}, EOS);
    constraint.append(A);
    assertThat(constraint.append(X)).isEqualTo(Role.PART);
    assertThat(allowed(constraint)).containsExactly(EOS, A, AA, X);
    assertThat(constraint.append(X)).isEqualTo(Role.PART);
    assertThat(constraint.append(X)).isEqualTo(Role.PART);
    // The last two x may be the end's, whichever the first one is.
    assertThat(allowed(constraint)).containsExactly(EOS, A, AA, X, Y);

    assertThat(constraint.append(Y)).isEqualTo(Role.END);
    assertThat(constraint.restOfEnd()).containsExactly(Y);
  }

  @Test
  void whatIsNotTheEndAfterAllIsMoreOfTheAnswer() {
    FormConstraint constraint = of("[ax]+", 0, new int[] {X, X, Y}, EOS);
    constraint.append(A);
    constraint.append(X);
    constraint.append(X);
    constraint.append(A);

    assertThat(allowed(constraint)).containsExactly(EOS, A, AA, X);
    assertThatIllegalArgumentException().isThrownBy(() -> constraint.append(Y));
  }

  @Test
  void statesThatAreTheSameHaveTheSameMask() {
    CompiledForm form = compiler.compile(FormText.regex("(a|b)+"));
    FormConstraint first = new FormConstraint(form.start(), 0, new int[] {EOS}, X);
    FormConstraint second = new FormConstraint(form.start(), 0, new int[] {EOS}, X);
    first.append(A);
    second.append(B);
    TokenMask mask = first.next();
    first.append(AB);

    assertThat(second.next()).isSameAs(mask);
    assertThat(first.next()).isSameAs(mask);
  }
}
