package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.ModelFlags;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Completes one prompt. */
@Command(
    name = "generate",
    description = "Complete one prompt on this machine, without Kafka and Flink.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    modelTransformer = ModelFlags.class)
final class GenerateCommand implements Callable<Integer> {
  private static final String REQUEST_ID = "generate";

  @Spec private CommandSpec spec;
  @Mixin private PromptOptions prompt;
  @Mixin private LabelFlags labels;
  @Mixin private SamplingFlags sampling;

  @Option(names = "--json", description = "Print one JSON object instead of the text.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PromptInput input = labels.over(prompt.input(REQUEST_ID));
    sampling.check();
    Settings settings = ModelFlags.settings(spec);
    OptionalLong seed = ServingSettings.seed(settings);
    PrintWriter out = spec.commandLine().getOut();
    EngineSpec model = ModelSettings.engine(settings);
    GenerationRequest request =
        EngineLoading.before(
            model,
            served ->
                new PromptEncoder(served).encode(0, input, sampling.over(served.sampling()), seed));
    try (InferenceEngine engine = EngineLoading.acquire(model);
        InferenceClient client = InferenceClient.of(engine)) {
      if (json) {
        JsonOutput.print(out, GenerateJson.of(client.serve(request)));
        return 0;
      }
      TextPrinter printer =
          new TextPrinter(out, engine.model().tokenizer().isPresent(), Terminal.system());
      Answer answer = client.serve(request, printer::token);
      printer.end(answer);
      if (answer.finishReason() == EndReason.INCOMPLETE) {
        spec.commandLine().getErr().println("mosaicgpt: " + GenerateJson.INCOMPLETE);
        return 1; // Whoever reads the text alone relies on its form.
      }
    }
    return 0;
  }
}
