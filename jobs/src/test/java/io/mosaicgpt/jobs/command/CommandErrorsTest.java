package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.engine.pool.EngineRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandErrorsTest {
  @Test
  void noCommandShowsTheHelp() {
    CommandLineRun run = CommandLineRun.of();

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: mosaicgpt");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void anUnknownOptionIsOneSentenceWithTheNearestOne() {
    CommandLineRun run = CommandLineRun.of("--hepl");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualToIgnoringNewLines("mosaicgpt: Unknown option '--hepl': did you mean '--help'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "genrate                          | Unknown command 'genrate': did you mean 'generate'?",
        "bench engin                      | Unknown command 'engin': did you mean 'engine'?",
        "generate --prmpt x               | Unknown option '--prmpt': did you mean '--prompt'?",
        "generate                         | None of --prompt, --instruction and --token-ids is"
            + " given: give exactly one.",
        "generate --prompt a --token-ids 1 | 2 of --prompt, --instruction and --token-ids are"
            + " given: give exactly one.",
        "generate --prompt a --context b  | --context is given without --instruction: make it part"
            + " of the prompt.",
        "generate --token-ids 1,x         | Invalid value for option '--token-ids' (ID): 'x' is no"
            + " whole number from -2147483648 to 2147483647",
        "generate --prompt a --max-tokens many | Invalid value for option '--max-tokens': 'many' is"
            + " no whole number",
        "generate --prompt a --max-num-seqs 0 | --max-num-seqs is '0': give a whole number from 1"
            + " to 65536.",
        "generate --prompt a --max-kv-memory 4 | --max-kv-memory is '4': give a size such as 4g or"
            + " 512m, a share",
        "generate --prompt a --max-kv-memory 1k | max-kv-memory comes to 1024 bytes, but must be at"
            + " least",
        "generate --prompt                | Missing required parameter for option '--prompt'",
        "score                            | Give exactly one of --text and --token-ids.",
        "init --preset tiny               | Missing required option: '--output=DIR'",
        "init --preset huge --output /tmp/x | There is no preset and no file huge",
        "init --preset tiny --output /tmp/x --format zip | --format is 'zip': give safetensors or"
            + " torch.",
        "tokenizer trian                  | Unknown command 'trian': did you mean 'train'?",
        "tokenizer train --vocab-size 300 --output x | Missing required option: '--data=FILE",
        "tokenizer train --data a.txt --vocab-size 9 --output x | --vocab-size is 9: give a whole"
            + " number from 257",
        "tokenizer train --data /nowhere --vocab-size 300 --output x | The data /nowhere does not"
            + " exist: check the path.",
        "tokenizer train --data /etc/passwd --vocab-size 300 --output x | is of no known kind: give"
            + " a file that ends in .jsonl, .txt or .csv",
        "finetune --data a.csv --output x | None of --model, --preset and --config is given: give"
            + " exactly one.",
        "finetune --preset tiny --config c.json --data a.csv --output x | 2 of --model, --preset"
            + " and --config are given: give exactly one.",
        "finetune --preset tiny --data a.csv --output x | --tokenizer is missing: random weights"
            + " have none",
        "finetune --preset tiny --tokenizer t --data /nowhere --output x | The data /nowhere does"
            + " not exist: check the path.",
        "finetune --preset tiny --tokenizer t --data a.csv --output x --epochs 0 | --epochs is 0,"
            + " but must be 1 or more.",
        "finetune --preset tiny --tokenizer t --data a.csv --output x --ema 1 | --ema is 1.0, but"
            + " must be 0 or more and below 1.",
        "finetune --preset tiny --tokenizer t --data a.csv --output x --schedule sine | --schedule"
            + " is 'sine': give cosine, linear or constant.",
        "finetune --preset tiny --tokenizer t --data a.csv --output x --dtype int8 | --dtype is"
            + " 'int8': give bfloat16 or float32.",
        "finetune --preset tiny --tokenizer t --data a.csv | Missing required option:"
            + " '--output=DIR'",
        "bench engine --workload /nowhere | The workload /nowhere does not exist",
        "bench fidelity --dtype int4      | dtype is \"int4\", but must be one of float32,"
            + " bfloat16, int8",
        "bench fidelity --max-tokens 0    | --max-tokens is 0: give a whole number of at least 1.",
        "bench fidelity --workload /nowhere | The workload /nowhere does not exist",
        "bench fidelity --text a --workload b | Give --workload or --text, not both.",
        "bench fidelity --max-tokens 9999 | are more than the 1024 that",
        "bench engine --workload /dev/null --repeat 0 | --repeat is '0': give a whole number of at"
            + " least 1.",
      })
  void badInputIsOneSentenceOnStderrAndExitCode2(String arguments, String sentence) {
    CommandLineRun run = CommandLineRun.of(arguments.strip().split(" +"));

    assertThat(run.err()).startsWith("mosaicgpt: ").contains(sentence).hasLineCount(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void whatAModelCannotServeIsRefusedBeforeItsWeightsAreLoaded(@TempDir Path directory)
      throws IOException {
    String model = directory.resolve("tiny").toString();
    Path workload = directory.resolve("workload.jsonl");
    Files.writeString(workload, "{\"id\": 1, \"prompt\": \"a\", \"n_predict\": 1}\n");
    assertThat(CommandLineRun.of("init", "--preset", "tiny", "--output", model).exitCode())
        .isZero();
    long loads = EngineRegistry.loads();

    for (String arguments :
        List.of(
            "generate --instruction a",
            "generate --prompt a",
            "generate --token-ids 1 --choices a,b",
            "generate --token-ids 1 --stop a",
            "score --text a",
            "bench engine --workload " + workload)) {
      assertRefused(model, arguments, "has no tokenizer.json");
    }
    assertRefused(
        model,
        "generate --token-ids 1,2,3,4 --max-model-len 4",
        "the prompt has 4 tokens, but at most 3 fit: shorten it or raise --max-model-len");
    assertThat(EngineRegistry.loads()).isEqualTo(loads);
  }

  private static void assertRefused(String model, String arguments, String sentence) {
    CommandLineRun run = CommandLineRun.of((arguments + " --model " + model).split(" "));

    assertThat(run.err()).as(arguments).contains(sentence).hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void everyCommandHasHelp() {
    assertEachHasHelp(Main.commandLine(), List.of());
  }

  private static void assertEachHasHelp(CommandLine command, List<String> path) {
    command
        .getSubcommands()
        .forEach(
            (name, subcommand) -> {
              List<String> subpath = new ArrayList<>(path);
              subpath.add(name);
              List<String> arguments = new ArrayList<>(subpath);
              arguments.add("--help");
              CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
              assertThat(run.exitCode()).isZero();
              assertThat(run.out())
                  .contains("Usage: mosaicgpt " + String.join(" ", subpath))
                  .doesNotContain("%%", "%n");
              assertEachHasHelp(subcommand, subpath);
            });
  }
}
