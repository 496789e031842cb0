package io.mosaicgpt.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.command.CommandLineRun;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class ArgumentsTest {
  @Command(name = "sample", mixinStandardHelpOptions = true)
  private static final class Sample {
    @Option(names = "--text")
    private String text;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--labels", split = ",")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--count")
    private Optional<Integer> count;
  }

  private static Sample parse(String... arguments) {
    Sample sample = new Sample();
    Arguments.parser(sample).parseArgs(arguments);
    return sample;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@@ -1,3 @@",
        "@/etc/hostname",
        "@",
        "-5",
        "-h",
        "-hello",
        "- item",
        "--",
        "---",
        "--json",
        "--text=x",
        "\"quoted\"",
        "'quoted'",
        "\"",
        "${sys:user.home}",
        "${env:HOME}",
        "%n%s",
        "a,b",
        " padded ",
        "a\\tb",
        "=",
        ""
      })
  void aValueIsWhatWasWritten(String value) {
    assertThat(parse("--text", value).text).isEqualTo(value);
    assertThat(parse("--text=" + value).text).isEqualTo(value);
    assertThat(parse("--text", value, "--json").json).isTrue();
  }

  @Test
  void listsAreSplitAtEveryComma() {
    assertThat(parse("--labels", "5\" pipe,6\" pipe").labels)
        .containsExactly("5\" pipe", "6\" pipe");
    assertThat(parse("--labels=@a,-b").labels).containsExactly("@a", "-b");
  }

  @Test
  void aNumberMayBeNegative() {
    assertThat(parse("--count", "-5").count).contains(-5);
  }

  @Test
  void anOptionBehindABareSwitchIsNotItsValue() {
    Settings settings =
        JobArguments.parse(
            new String[] {
              "--bounded", "--create-topics", "--prefix-cache", "off", "--group-id=@a"
            });

    assertThat(settings.get(KafkaSettings.BOUNDED)).isTrue();
    assertThat(settings.get(KafkaSettings.CREATE_TOPICS)).isTrue();
    assertThat(settings.get(ModelSettings.PREFIX_CACHE)).isFalse();
    assertThat(settings.get(KafkaSettings.GROUP_ID)).isEqualTo("@a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate --prompt Gr\uFFFD\uFFFDe",
        "generate --prompt=Gr\uFFFD\uFFFDe",
        "generate --instruction a --context b --prompt Gr\uFFFD"
      })
  void bytesThatWereNoTextAreRefusedByTheNameOfTheirFlag(String arguments) {
    CommandLineRun run = CommandLineRun.of(arguments.split(" "));

    assertThat(run.err())
        .startsWith("mosaicgpt: --prompt has characters that cannot be read in this locale")
        .contains("set LC_ALL=C.UTF-8")
        .doesNotContain("Gr")
        .hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
