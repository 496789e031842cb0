package io.mosaicgpt.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  @TempDir private Path directory;

  private Path file(String yaml) throws IOException {
    return Files.writeString(directory.resolve("job.yaml"), yaml);
  }

  private static ConfigFile read(Path path) {
    return ConfigFile.read(path, SettingGroups.RUN);
  }

  @Test
  void readsScalarsOfAnyKindAndTheKafkaMapping() throws IOException {
    ConfigFile config =
        read(
            file(
                """
                # comment
                input-topic: a.b
                parallelism: 3
                bounded: true
                kafka-property:
                  security.protocol: SSL
                  fetch.min.bytes: 10
                """));

    assertThat(config.values().get(KafkaSettings.INPUT_TOPIC).text()).isEqualTo("a.b");
    assertThat(config.values().get(ServingSettings.PARALLELISM).text()).isEqualTo("3");
    assertThat(config.values().get(KafkaSettings.BOUNDED).text()).isEqualTo("true");
    assertThat(config.kafkaProperties().get("fetch.min.bytes").text()).isEqualTo("10");
    assertThat(config.values().get(KafkaSettings.INPUT_TOPIC).origin())
        .isEqualTo("input-topic in line 2 of job.yaml");
  }

  /** What YAML would make a number, time or truth value of stays as it is written. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123",
        "007",
        "2024_01",
        "1_000",
        "1e3",
        "1E3",
        "0x1F",
        "0o17",
        "0b11",
        "1:30",
        "1.10",
        "+1",
        "-0",
        ".5",
        ".inf",
        ".NaN",
        "yes",
        "No",
        "on",
        "OFF",
        "True",
        "y",
        "2024-01-01",
        "2001-12-14t21:59:43.10-05:00",
        "a b  c",
        "a:b",
        "a#b",
        "Grüße 你好 \uD83D\uDE00",
        "nulls",
        "<"
      })
  void aTextIsWhatWasWritten(String written) throws IOException {
    ConfigFile config =
        read(
            file(
                "group-id: %s\nkafka-property:\n  ssl.key.password: %s\n  %s: x\n"
                    .formatted(written, written, written)));

    assertThat(config.values().get(KafkaSettings.GROUP_ID).text()).isEqualTo(written);
    assertThat(config.kafkaProperties().get("ssl.key.password").text()).isEqualTo(written);
    assertThat(config.kafkaProperties()).containsKey(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'0123'            ; 0123",
        "\"a\\tb\\u00fc\"    ; `a\tb\u00fc`",
        "'it''s'           ; it's",
        "'null'            ; null",
        "\"~\"             ; ~",
        "''                ; ``",
        "'*star &amp !x'   ; *star &amp !x",
        "!!str 0123        ; 0123",
        "!!int 0123        ; 0123",
        "&name 0123        ; 0123",
        "a b # comment     ; a b",
        "|\\n    a\\n    b   ; `a\nb\n`",
        ">-\\n    a\\n    b  ; a b",
        "a\\n    b          ; a b",
      })
  void quotesBlocksAndTagsMeanWhatYamlSays(String yaml, String text) throws IOException {
    ConfigFile config =
        read(file("kafka-property:\n  ssl.key.password: " + yaml.replace("\\n", "\n") + "\n"));

    assertThat(config.kafkaProperties().get("ssl.key.password").text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "~", "null", "Null", "NULL", "# comment"})
  void aSettingWithoutAValueIsUnset(String yaml) throws IOException {
    ConfigFile config = read(file("group-id: " + yaml + "\nkafka-property: " + yaml));

    assertThat(config.values()).isEmpty();
    assertThat(config.kafkaProperties()).isEmpty();
  }

  @Test
  void anAliasIsWhatItsAnchorStandsAt() throws IOException {
    ConfigFile config = read(file("input-topic: &t 0123\noutput-topic: *t\ndlq-topic: c\n"));

    assertThat(config.values().get(KafkaSettings.OUTPUT_TOPIC).text()).isEqualTo("0123");
  }

  /** What stands there may be a password. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*hunter2     | near line 2: an alias without its anchor; put a text that begins with * in single quotes.",
        "&hunter2     | ssl.key.password in line 2 of job.yaml has no value: give one",
        "'!hunter2 a' | ssl.key.password in line 2 of job.yaml has a tag: leave it out",
        "'!hunter2!a b' | near line 2: a tag that is not known; put a text that begins with ! in single quotes.",
        "!!binary aHVudGVyMg== | has a tag",
        "'@hunter2'   | no valid YAML near line 2: found character '@'",
        "'%hunter2'   | no valid YAML near line 2: found character '%'",
        "'`hunter2'   | no valid YAML near line 2: found character",
        "'hunter2: a' | no valid YAML near line 2: mapping values are not allowed here",
        "'\"hunter2'  | no valid YAML near line",
        "'[hunter2]'  | ssl.key.password in line 2 of job.yaml is no single value",
        "'{hunter2: a}' | is no single value",
        "~            | has no value: give one, in quotes if it is the text null, ~ or nothing.",
      })
  void aTextThatNeedsQuotesIsRefusedWithoutRepeatingIt(String yaml, String sentence)
      throws IOException {
    Path file = file("kafka-property:\n  ssl.key.password: " + yaml + "\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("aHVu");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a: &x {b: *x}'        | unknown key 'a'",
        "'kafka-property: &x {b: *x}' | b in line 1 of job.yaml is no single value",
        "'group-id: a\n---\ngroup-id: b' | near line 2: a second document begins; leave one.",
        "'[a]: b'               | Line 1 of the configuration file job.yaml has a key that is no text",
        "'kafka-property:\n  <<: {a: b}' | Line 2 of the configuration file job.yaml has a key that is no text",
        "'group-id:\n\t- a'     | no valid YAML near line 2: found character '\\t(TAB)' that cannot start any token",
        "'group-id: a\u0001b'   | no valid YAML",
      })
  void whatNoSettingCanHoldIsRefused(String yaml, String sentence) throws IOException {
    Path file = file(yaml.replace("\\n", "\n"));

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aFileThatIsNoUtf8TextIsRefused() throws IOException {
    Path file = directory.resolve("latin1.yaml");
    Files.write(file, "group-id: Grüße".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("latin1.yaml is no UTF-8 text: check the path given with --config");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstKey() throws IOException {
    assertThat(read(file("\uFEFFgroup-id: a")).values()).containsOnlyKeys(KafkaSettings.GROUP_ID);
  }

  @Test
  void aDirectoryAndAnEndlessFileAreRefused() {
    assertThatThrownBy(() -> read(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("cannot be read (Is a directory)");
    assertThatThrownBy(() -> read(Path.of("/dev/zero")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("/dev/zero has more than 1048576 bytes");
  }

  @Test
  void anEmptyFileSetsNothing() throws IOException {
    assertThat(read(file("# nothing yet\n")).values()).isEmpty();
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearestKnownOne() throws IOException {
    Path file = file("input-topik: a\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "The configuration file job.yaml has an unknown key 'input-topik': did you mean"
                + " 'input-topic'?");
  }

  @Test
  void aKeyThatIsNothingLikeAnyOtherIsSentToTheHelp() throws IOException {
    Path file = file("frobnicate-the-widget: a\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("'frobnicate-the-widget'")
        .hasMessageContaining("mosaicgpt run --help");
  }

  @Test
  void brokenYamlIsRefusedWithItsLine() throws IOException {
    Path file = file("group-id: a\ninput-topic: [a\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no valid YAML near line");
  }

  @Test
  void aKeyGivenTwiceIsRefused() throws IOException {
    Path file = file("group-id: a\ngroup-id: b\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has the key 'group-id' twice, the second time in line 2");
  }

  @Test
  void aListWhereATextBelongsIsRefused() throws IOException {
    Path file = file("group-id: [a, b]\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("group-id in line 1 of job.yaml is no single value");
  }

  @Test
  void aListAsTheWholeFileIsRefused() throws IOException {
    Path file = file("- a\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is no mapping");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = directory.resolve("none.yaml");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none.yaml does not exist");
  }
}
