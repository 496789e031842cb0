package io.mosaicgpt.model.replica.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleTextTest {
  private static final ModuleText MODEL =
      new ModuleText(
          "model",
          """
          class Model(Module):
            size : int
            # [hook sums: add, twice]
            # [optional hook names: name]
            def __setstate__(self: __torch__.Model, state: int) -> NoneType:
              self.size = 0
              # [starts]
              return None
          """);

  private static final ModuleText SUMS =
      new ModuleText(
          "sums",
          """
            # Fills the hook sums: by a machine.
            many : int
            def start_sums(self: __torch__.Model) -> NoneType:
              self.many = 2
              return None
            # [hook machine: run]
            def add(self: __torch__.Model, a: int) -> int:
              return self.run(a)
            def twice(self: __torch__.Model, a: int) -> int:
              return self.many * a
          """);

  private static final ModuleText MACHINE =
      new ModuleText(
          "machine",
          """
            # Fills the hook machine: a small one.
            cost : int
            def start_machine(self: __torch__.Model) -> NoneType:
              self.cost = 1
              return None
            def run(self: __torch__.Model, a: int) -> int:
              return a + self.cost
          """);

  private static final ModuleText NAMES =
      new ModuleText(
          "names",
          """
            # Fills the hook names: a name with $1 in it.
            def name(self: __torch__.Model) -> str:
              return "\\n"
          """);

  @Test
  void membersTakeThePlaceOfTheirHooks() {
    assertThat(MODEL.joinedWith(List.of(SUMS, MACHINE, NAMES)))
        .isEqualTo(
            """
            class Model(Module):
              size : int
              # Fills the hook sums: by a machine.
              many : int
              def start_sums(self: __torch__.Model) -> NoneType:
                self.many = 2
                return None
              # Fills the hook machine: a small one.
              cost : int
              def start_machine(self: __torch__.Model) -> NoneType:
                self.cost = 1
                return None
              def run(self: __torch__.Model, a: int) -> int:
                return a + self.cost
              def add(self: __torch__.Model, a: int) -> int:
                return self.run(a)
              def twice(self: __torch__.Model, a: int) -> int:
                return self.many * a
              # Fills the hook names: a name with $1 in it.
              def name(self: __torch__.Model) -> str:
                return "\\n"
              def __setstate__(self: __torch__.Model, state: int) -> NoneType:
                self.size = 0
                self.start_machine()
                self.start_sums()
                return None
            """);
  }

  @Test
  void theOrderOfTextsIsOfNoAccount() {
    assertThat(MODEL.joinedWith(List.of(NAMES, MACHINE, SUMS)))
        .isEqualTo(MODEL.joinedWith(List.of(SUMS, MACHINE, NAMES)));
  }

  @Test
  void anOptionalHookMayStayEmpty() {
    assertThat(MODEL.joinedWith(List.of(SUMS, MACHINE))).doesNotContain("def name", "hook names");
  }

  @Test
  void aHookThatNobodyFillsIsAnError() {
    assertUnfit("no text fills the hook sums of model");
    assertUnfit("no text fills the hook machine of sums", SUMS);
  }

  @Test
  void aHookThatTwoFillIsAnError() {
    ModuleText other = new ModuleText("other", "# Fills the hook sums: by hand.\n");
    assertUnfit("sums and other both fill the hook sums", SUMS, MACHINE, other);
  }

  @Test
  void aHookThatNobodyHasIsAnError() {
    ModuleText stray = new ModuleText("stray", "# Fills the hook sounds: a bell.\n");
    assertUnfit("stray fills the hook sounds, which no other text has", SUMS, MACHINE, stray);
  }

  @Test
  void aTextWithoutItsHooksMethodsIsAnError() {
    ModuleText half =
        new ModuleText("half", "# Fills the hook sums: half.\n  def add(self: Model) -> int:\n");
    assertUnfit("half fills the hook sums, but has no method twice", half);
  }

  @Test
  void aTextThatDoesNotSayWhatItFillsIsAnError() {
    ModuleText mute = new ModuleText("mute", "\n# Fills the hook sums: too late.\n");
    assertUnfit("mute does not say in its first line which hook it fills", mute);
  }

  private static void assertUnfit(String sentence, ModuleText... parts) {
    assertThatThrownBy(() -> MODEL.joinedWith(List.of(parts)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(sentence);
  }
}
