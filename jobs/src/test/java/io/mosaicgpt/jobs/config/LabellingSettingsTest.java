package io.mosaicgpt.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabellingSettingsTest {
  @TempDir private Path directory;

  private static List<String> choices(Map<Setting<?>, String> flags) {
    return LabellingSettings.choices(
        new SettingsResolver(Map.of()).resolve(flags, List.of(), Optional.empty()));
  }

  private List<String> ofFile(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("labels.txt"), text);
    return choices(Map.of(LabellingSettings.CHOICES_FILE, file.toString()));
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String why) {
    assertThatThrownBy(call).isInstanceOf(BadInputException.class).hasMessageContaining(why);
  }

  @Test
  void labelsAreListedOrInAFile() throws IOException {
    assertThat(choices(Map.of())).isEmpty();
    assertThat(choices(Map.of(LabellingSettings.CHOICES, "a, b c"))).containsExactly("a", "b c");
    assertThat(ofFile("\uFEFFa, b\r\n c \n")).containsExactly("a, b", "c");
  }

  @Test
  void labelsThatAreNoneSayWhere() throws IOException {
    refused(
        () -> choices(Map.of(LabellingSettings.CHOICES, "a,,b")), "--choices is blank in label 2");
    refused(
        () -> choices(Map.of(LabellingSettings.CHOICES, "a,b,a")), "'a' twice, as label 1 and 3");
    refused(() -> ofFile("a\n\nb\n"), "is blank in line 2");
    refused(() -> ofFile("a\nb\na\n"), "'a' twice, as line 1 and 3");
    refused(() -> ofFile(""), "is empty");
    refused(
        () -> choices(Map.of(LabellingSettings.CHOICES, "a", LabellingSettings.CHOICES_FILE, "x")),
        "both given");
    refused(
        () -> choices(Map.of(LabellingSettings.CHOICES, "a", ServingSettings.REGEX, "x")),
        "--regex and labels to choose from are both given");
  }
}
