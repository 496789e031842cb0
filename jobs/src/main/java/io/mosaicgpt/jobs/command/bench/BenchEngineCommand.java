package io.mosaicgpt.jobs.command.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.ModelFlags;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.measure.engine.ComparedReport;
import io.mosaicgpt.jobs.measure.engine.EarlierReport;
import io.mosaicgpt.jobs.measure.engine.EngineBench;
import io.mosaicgpt.jobs.measure.engine.EngineReport;
import io.mosaicgpt.jobs.measure.engine.ReportComparison;
import io.mosaicgpt.jobs.measure.workload.SavedOutputs;
import io.mosaicgpt.jobs.measure.workload.Workload;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the bare engine. */
@Command(
    name = "engine",
    description = {
      "Measure the engine alone on a workload.",
      "",
      "As many clients as --max-num-seqs each send a request, wait for its end and send the next."
          + " Latency and time to first token run from a request's submission. Tokens per second are"
          + " over the whole run, prompts included. Prefill is measured by itself afterwards: random"
          + " prompts as long as the workload's, one per sequence, one token each; only prompt tokens"
          + " that were computed count. Then one sequence decodes by itself, and the machine is measured:"
          + " how fast memory is read, and the model's linears at 256 and 512 tokens. decode_memory_share"
          + " and prefill_matrix_share say how near to these limits the engine comes.",
      "",
      "A step of the run is split into linears, attention, head, norms and sums, sampling, and host,"
          + " which is all that Java does between and around the model's calls. 'bench device --batch N"
          + " --context N' splits a decode step of one batch size and context.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    modelTransformer = ModelFlags.class)
final class BenchEngineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--workload",
      paramLabel = "FILE",
      required = true,
      description =
          "One JSON object a line: id, prompt or prompt_tokens, n_predict, ignore_eos, temperature.")
  private Path workload;

  @Option(
      names = "--save-outputs",
      paramLabel = "FILE",
      description = "Write a line with id and token_ids for every request.")
  private Optional<Path> saveOutputs;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Measured runs on the model loaded once; every figure is their median. Default: 1")
  private int repeat;

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description = "Print the ratio of each figure to that of an earlier --json result.")
  private Optional<Path> compare;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = ModelFlags.settings(spec);
    if (repeat < 1) {
      throw new BadInputException(
          "--repeat is '%d': give a whole number of at least 1.".formatted(repeat));
    }
    Workload requests = Workload.read(workload);
    Optional<JsonNode> earlier = compare.map(EarlierReport::read);
    saveOutputs.ifPresent(SavedOutputs::requireWritable);
    EngineBench.Outcome outcome;
    EngineSpec model = ModelSettings.engine(settings);
    EngineLoading.before(model, served -> EngineBench.checked(served, requests));
    try (InferenceEngine engine = EngineLoading.acquire(model)) {
      long seed = ServingSettings.seed(settings).orElse(0);
      outcome = new EngineBench(engine, requests, seed).run(repeat);
    }
    if (saveOutputs.isPresent()) {
      SavedOutputs.write(saveOutputs.get(), requests, outcome.results());
    }
    EngineReport report = outcome.report();
    Optional<ReportComparison> comparison =
        earlier.map(before -> ReportComparison.of(report, before));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOutput.print(out, ComparedReport.of(report, comparison));
    } else {
      EngineReportText.print(out, report, comparison);
    }
    return 0;
  }
}
