package io.mosaicgpt.jobs.command;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every flag of every command that takes a value, with values that it cannot take. */
class BadValuesTest {
  /** {@code NumbersTest} has more of them. */
  private static final List<String> WHOLE = List.of("x", "010");

  private static final List<String> DECIMAL = List.of("x", "NaN");
  private static final String HUGE = "99999999999999999999";

  /** Takes any text, or what is wrong with it shows only later, in Kafka, Flink or a model. */
  private static final List<String> ANY = List.of();

  private static final Map<String, List<String>> BAD =
      Map.ofEntries(
          entry("--accumulate", with(WHOLE, "0", "-1", "2147483647")),
          entry("--added-token", List.of("", "a", "Ġ", "<|endoftext|>")),
          entry("--batch", with(WHOLE, "0", "-1", "2000000000")),
          entry("form --batch", List.of("", "/nowhere", "/", "/etc/passwd")),
          entry("--batch-tokens", with(WHOLE, "0", "-1", HUGE)),
          entry("--bootstrap-servers", List.of("", "localhost", ",", "localhost:x")),
          entry("--bounded", List.of("maybe", "", "yes", "1")),
          entry("--by-label", with(WHOLE, "-1", HUGE)),
          entry("--calibrate", List.of("", "/nowhere", "/dev/null")),
          entry("--checkpoint-dir", ANY),
          entry("--checkpoint-interval", List.of("", "x", "0", "-1s", "1ns", "010", "999999999h")),
          entry("--choice-description", List.of("", "a", "a=", "c=d")),
          entry("--choices", List.of("", "a", "a,a", "a,,b")),
          entry("--choices-file", List.of("/nowhere", "/", "/dev/null", "/etc/passwd/x")),
          entry("run --choices", List.of("a,a", "a,,b")),
          entry("label --choices", List.of("a,a", "a,,b")),
          entry("--clip", with(DECIMAL, "-0.1")),
          entry("--compare", List.of("", "/nowhere", "/", "/etc/passwd")),
          entry("--config", List.of("", "/nowhere", "/")),
          entry("--context", with(WHOLE, "0", "-1", "2000000000")),
          entry("generate --context", ANY),
          entry("--create-topics", List.of("maybe", "", "yes", "1")),
          entry("--data", List.of("", "/nowhere", "/etc/passwd", "a.txt,,b.txt")),
          entry("--delivery", List.of("", "at-most-once")),
          entry("--detached", List.of("maybe", "")),
          entry("--delimiter", List.of("", "ab", "\"", "ä")),
          entry("--device", List.of("", "gpu", "cuda", "cuda:-1", "cuda:99")),
          entry("--dlq-topic", List.of("", "a b", "..")),
          entry("--dropout", with(DECIMAL, "-0.1", "1")),
          entry("--dtype", List.of("", "fp8")),
          entry("--ema", with(DECIMAL, "-0.1", "1")),
          entry("--epochs", with(WHOLE, "0", "-1", HUGE)),
          entry("--eval", List.of("", "/nowhere", "/etc/passwd", "a.txt,,b.txt")),
          entry("--eval-every", with(WHOLE, "0", "-1", HUGE)),
          entry("--examples", List.of("", "/nowhere", "/etc/passwd")),
          entry("--examples-per-row", with(WHOLE, "0", "-1", HUGE)),
          entry("--examples-select", List.of("", "nearest")),
          entry("--format", List.of("", "zip")),
          entry("--frequency-penalty", with(DECIMAL, "-2.1", "2.1")),
          entry("--golden", List.of("", "/nowhere", "/etc/passwd")),
          entry("--group-id", List.of("")),
          entry("--input", List.of("", "/nowhere", "/etc/passwd", "/nowhere/*.csv")),
          entry("--input-topic", List.of("", "a b", "ü")),
          entry("--instruction", List.of("", " ")),
          entry("run --instruction", ANY),
          entry("--json-schema", List.of("/nowhere", "/", "/etc/passwd")),
          entry("--job-manager", List.of("x", "x:", "localhost:0", "localhost:99999")),
          entry("--kafka-property", List.of("", "x", "=x")),
          entry("--label-calibration", List.of("", "Contextual", "n/a")),
          entry("--label-fallback", List.of("", " ", "other")),
          entry("--label-column", List.of("", "none")),
          entry("--label-field", ANY),
          entry("--label-scoring", List.of("", "SUM", "median")),
          entry("--label-smoothing", with(DECIMAL, "-0.1", "1")),
          entry("--label-threshold", with(DECIMAL, "-0.1", "1.1")),
          entry("--learning-rate", with(DECIMAL, "0", "-0.1")),
          entry("--limit", with(WHOLE, "0", "-1", HUGE)),
          entry("--logprobs", with(WHOLE, "-1", "21")),
          entry("--margin", with(DECIMAL, "-0.1")),
          entry("--max-attempts", with(WHOLE, "0", HUGE)),
          entry("--max-errors", with(WHOLE, "-1", HUGE)),
          entry("--max-event-bytes", with(WHOLE, "0", HUGE)),
          entry("--max-in-flight", with(WHOLE, "-1", HUGE)),
          entry("--max-kv-memory", List.of("", "4", "0%", "101%", "1k", "-1g")),
          entry("--max-kv-tokens", with(WHOLE, "-1", "1", HUGE)),
          entry("--max-model-len", with(WHOLE, "-1", HUGE)),
          entry("--max-num-batched-tokens", with(WHOLE, "0", HUGE)),
          entry("--max-num-seqs", with(WHOLE, "0", "65537", HUGE)),
          entry("--max-seq-len", with(WHOLE, "0", "1", "-1", "2000000000", HUGE)),
          entry("--max-steps", with(WHOLE, "0", "-1", HUGE)),
          entry("--max-tokens", with(WHOLE, "0", "-1", HUGE)),
          entry("--min-frequency", with(WHOLE, "0", "-1", HUGE)),
          entry("--min-p", with(DECIMAL, "-0.1", "1.1")),
          entry("--min-tokens", with(WHOLE, "-1", "257")),
          entry("--model", List.of("", "/nowhere", "/etc/passwd", "/proc")),
          entry("--output", List.of("", "/proc/nowhere", "/etc/passwd", "/etc/passwd/x", "/etc")),
          entry("--output-encoding", List.of("", "xml")),
          entry("--output-topic", List.of("", "a b")),
          entry("--parallelism", with(WHOLE, "0", "32769")),
          entry("--partial-topic", List.of("a b")),
          entry("--prefill", with(WHOLE, "0", "-1", "2000000000")),
          entry("--prefix-cache", List.of("", "maybe")),
          entry("--presence-penalty", with(DECIMAL, "-2.1", "2.1")),
          entry("--preset", List.of("", "nowhere", "/etc/passwd", "/")),
          entry("--prompt", List.of("")),
          entry("--prompt-length", with(WHOLE, "0", "16777217", "2000000000")),
          entry("--prompt-template", List.of("/nowhere", "/", "/etc/passwd")),
          entry("--regex", List.of("(", "a{2,1}", "(a)\\1", "a(?=b)", "a{1000000}")),
          entry("--repeat", with(WHOLE, "0", "-1", HUGE)),
          entry("--repetition-penalty", with(DECIMAL, "0", "100.1")),
          entry("--report", List.of("", "/", "report", "report.txt", ".html", "/nowhere/a.html")),
          entry("--request-timeout", List.of("", "x", "0", "-1s", "010", "8761h")),
          entry("--restore", List.of("")),
          entry("--sample", with(WHOLE, "0", "-1", HUGE)),
          entry("--savepoint-dir", ANY),
          entry("--save-outputs", List.of("", "/proc/nowhere", "/", "/etc/passwd/x")),
          entry("--save-every", with(WHOLE, "0", "-1", HUGE)),
          entry("--schedule", List.of("", "Cosine", "sine")),
          entry("--schema-registry-url", List.of("x", "ftp://x", "http://")),
          entry("--seed", with(WHOLE, HUGE)),
          entry("--sequences", with(WHOLE, "0", "10001", "2000000000")),
          entry("--skip-checks", List.of("maybe", "")),
          entry("--special", List.of("", "a", "Ġ", "<|endoftext|>")),
          entry("--start", List.of("", "yesterday", "-1", "2026-13-01T00:00:00Z")),
          entry("--step-timeout", List.of("", "x", "0", "-1s", "010", "8761h")),
          entry("--steps", with(WHOLE, "0", "-1", "2000000000")),
          entry("--stop", List.of("")),
          entry("--stop-token-ids", with(WHOLE, "-1", "16777216", "1,,2")),
          entry("--temperature", with(DECIMAL, "-0.1", "100.1")),
          entry("form --choices", List.of("", "a,a", "a,,b")),
          entry("form --text", ANY),
          entry("--text", List.of("")),
          entry("--text-column", List.of("", "none")),
          entry("--threads", with(WHOLE, "-1", HUGE)),
          entry("--token-ids", with(WHOLE, "-1", "16777216", "1,,2")),
          entry("--tokenizer", List.of("", "/nowhere", "/", "/etc/passwd")),
          entry("--top-k", with(WHOLE, "-1", HUGE)),
          entry("--top-p", with(DECIMAL, "0", "1.1")),
          entry("--truth-field", ANY),
          entry("--vocab-size", with(WHOLE, "0", "256", "1048577", HUGE)),
          entry("--warmup", with(WHOLE, "-1", HUGE)),
          entry("--web-port", List.of("", "x", "0", "65536", "-1")),
          entry("--weight-decay", with(DECIMAL, "-0.1")),
          entry("--workload", List.of("", "/nowhere", "/", "/dev/null", "/etc/passwd")),
          // The model is looked at behind the brokers, which are not there.
          entry("run --model", List.of("")),
          entry("run --device", List.of("", "gpu", "cuda", "cuda:-1")),
          entry("run --max-kv-tokens", with(WHOLE, "-1", HUGE)),
          entry("run --max-kv-memory", List.of("", "4", "0%", "101%", "-1g")),
          entry("run --prompt-template", List.of("/nowhere")),
          entry("run --label-fallback", List.of("other")),
          entry("run --multi-label", List.of("maybe", "")),
          entry("label --label-fallback", List.of("other")),
          entry("label --multi-label", List.of("maybe", "")),
          entry("label --prompt-template", List.of("/nowhere", "/")),
          entry("label --seed", List.of("x", "1.5", "010", HUGE)),
          entry("bench label --input", List.of("", "-", "/nowhere", "/nowhere/*.csv")),
          entry("bench label --label-fallback", List.of("other")),
          entry("bench label --multi-label", List.of("maybe", "")),
          entry("bench label --prompt-template", List.of("/nowhere", "/")),
          entry("bench label --seed", List.of("x", "1.5", "010", HUGE)),
          // May be left out, and so be empty.
          entry("run --seed", List.of("x", "1.5", "010", HUGE)),
          entry("demo --seed", List.of("x", "1.5", "010", HUGE)),
          entry("generate --seed", List.of("x", "1.5", "010", HUGE)),
          entry("score --seed", List.of("x", "1.5", "010", HUGE)),
          entry("bench engine --seed", List.of("x", "1.5", "010", HUGE)),
          entry("bench pipeline --seed", List.of("x", "1.5", "010", HUGE)));

  @TempDir private static Path directory;

  private static List<String> with(List<String> values, String... more) {
    List<String> all = new ArrayList<>(values);
    all.addAll(List.of(more));
    return all;
  }

  record Case(String command, String flag, String value) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    collect(Main.commandLine(), "", cases);
    return cases.stream();
  }

  private static void collect(CommandLine line, String command, List<Case> cases) {
    for (OptionSpec option : line.getCommandSpec().options()) {
      if (option.arity().max() > 0) {
        String flag = option.longestName();
        List<String> values = BAD.get((command + " " + flag).strip());
        values = values == null ? BAD.get(flag) : values;
        assertThat(values).as("bad values of %s %s", command, flag).isNotNull();
        values.forEach(value -> cases.add(new Case(command, flag, value)));
      }
    }
    line.getSubcommands()
        .forEach((name, sub) -> collect(sub, (command + " " + name).strip(), cases));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aValueThatAFlagCannotTakeIsOneSentenceWithTheFlagAndExitCode2(Case bad) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(bad.command().split(" ")));
    arguments.addAll(others(bad));
    arguments.add(bad.flag() + "=" + bad.value());

    CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));

    assertThat(run.err())
        .startsWith("mosaicgpt: ")
        .endsWith(System.lineSeparator())
        .hasLineCount(1)
        .containsAnyOf(bad.flag(), bad.flag().substring(2) + " ", bad.value() + " ")
        .doesNotContain("Exception", " null.");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  /** A preset with a tokenizer that fits it, unless another start is what is bad. */
  private static List<String> finetune(Case bad) throws Exception {
    Path tokenizer = directory.resolve("bytes");
    Path data =
        Files.writeString(directory.resolve("labels.csv"), "text,label\nyes please,yes\nno,no\n");
    if (!Files.exists(tokenizer)) {
      CommandLineRun.of(
          "tokenizer", "train", "--data=" + data, "--vocab-size=300", "--output=" + tokenizer);
    }
    List<String> others =
        new ArrayList<>(
            List.of(
                "--data=" + data,
                "--instruction=Yes or no?",
                "--batch-tokens=64",
                "--output=" + directory.resolve("trained")));
    if (!bad.flag().equals("--model")) {
      others.add("--tokenizer=" + tokenizer);
    }
    if (!List.of("--model", "--config").contains(bad.flag())) {
      others.add("--preset=tiny");
    }
    return others;
  }

  private static List<String> label(Case bad) throws Exception {
    Path rows = Files.writeString(directory.resolve("rows.csv"), "text,label\na,x\n");
    List<String> others =
        new ArrayList<>(
            List.of(
                "--input=" + rows,
                "--output=" + directory.resolve("labelled.jsonl"),
                "--instruction=a"));
    if (bad.flag().startsWith("--examples-")) {
      others.add("--examples=" + rows);
    } else if (!bad.flag().matches("--(regex|json-schema|choices-file)")) {
      others.add("--choices=x,y");
    }
    if (bad.flag().equals("--prompt-template")) {
      others.remove("--instruction=a");
    }
    return others;
  }

  /** Flags that the command needs besides. */
  private static List<String> others(Case bad) throws Exception {
    Path workload = directory.resolve("workload.jsonl");
    if (!Files.exists(workload)) {
      Files.writeString(workload, "{\"prompt\": \"a\", \"n_predict\": 1}\n");
    }
    List<String> others =
        switch (bad.command()) {
          case "generate" ->
              switch (bad.flag()) {
                case "--instruction", "--token-ids" -> List.of();
                case "--choice-description" -> List.of("--instruction=a", "--choices=a,b");
                default ->
                    bad.flag().startsWith("--label-")
                        ? List.of("--prompt=a", "--choices=a,b")
                        : List.of("--prompt=a");
              };
          case "score" -> bad.flag().equals("--token-ids") ? List.of() : List.of("--text=a");
          case "form" -> bad.flag().matches("--(text|model)") ? List.of("--regex=a") : List.of();
          case "label" -> label(bad);
          case "bench label" ->
              label(bad).stream().filter(other -> !other.startsWith("--output=")).toList();
          case "init" -> List.of("--preset=tiny", "--output=" + directory.resolve("model"));
          case "tokenizer train" ->
              List.of(
                  "--data=" + Files.writeString(directory.resolve("data.txt"), "text"),
                  "--vocab-size=300",
                  "--output=" + directory.resolve("tokenizer"));
          case "finetune" -> finetune(bad);
          case "bench engine", "bench pipeline" -> List.of("--workload=" + workload);
          case "bench device" ->
              List.of("--preset=tiny", "--batch=1", "--context=8", "--prefill=8", "--steps=1");
          default -> List.of();
        };
    return others.stream().filter(other -> !other.startsWith(bad.flag() + "=")).toList();
  }
}
