package io.mosaicgpt.model.replica.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the texts that the model leaves things to say about themselves. */
class ModuleSourceTest {
  private static final Pattern MEMBER = Pattern.compile("(?m)^  (?:def )?(\\w+)(?: :|\\()");
  private static final Pattern PROMISED =
      Pattern.compile("(?m)^ +# \\[(?:optional )?hook \\w+: (.+)]$");
  private static final Pattern USED = Pattern.compile("\\bself\\.(\\w+)");
  private static final Pattern USES =
      Pattern.compile("(?m)^  # Uses (?:nothing of the model|([^.]+))\\.$");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attention_cpu",
        "attention_plain",
        "int8_by_rows",
        "int8_fbgemm",
        "int8_onednn",
        "linear_fbgemm",
        "linear_int8",
        "linear_onednn",
        "linear_plain",
        "machine_probe",
        "pooled",
        "sampling"
      })
  void aTextUsesOfTheModelWhatItsHeadSays(String name) {
    String text = ModuleText.resource(name).text();
    List<String> used = all(USED, text);
    used.removeAll(members(text));

    assertThat(members(ModuleText.resource("mosaicgpt").text())).containsAll(used);
    Matcher uses = USES.matcher(text);
    assertThat(uses.find()).as("says what it uses").isTrue();
    List<String> named =
        uses.group(1) == null ? List.of() : List.of(uses.group(1).split(",[\\s#]+", -1));
    assertThat(named).hasSameElementsAs(used).doesNotHaveDuplicates();
  }

  /** Those that a text has, and those that its hooks give it. */
  private static List<String> members(String text) {
    List<String> members = all(MEMBER, text);
    for (String methods : all(PROMISED, text)) {
      members.addAll(List.of(methods.split(", ", -1)));
    }
    return members;
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> all = new ArrayList<>();
    pattern.matcher(text).results().forEach(match -> all.add(match.group(1)));
    return all;
  }
}
