package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.ModelFlags;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How likely the model finds a text. */
@Command(
    name = "score",
    description = "Show how likely the model finds each token of a text.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    modelTransformer = ModelFlags.class)
final class ScoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--text", paramLabel = "TEXT", description = "The text.")
  private String text;

  @Option(
      names = "--token-ids",
      paramLabel = "ID",
      split = ",",
      description = "The text as token ids, such as 1,2,3.")
  private List<Integer> tokenIds;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PromptInput input = input();
    Settings settings = ModelFlags.settings(spec);
    ServingSettings.seed(settings); // of no use here, and refused all the same when it is no number
    EngineSpec model = ModelSettings.engine(settings);
    GenerationRequest request =
        EngineLoading.before(model, served -> new PromptEncoder(served).encodeForScores(0, input));
    try (InferenceEngine engine = EngineLoading.acquire(model);
        InferenceClient client = InferenceClient.of(engine)) {
      Answer answer = client.serve(request);
      PromptScore score =
          PromptScore.of(request.promptTokens(), answer.finished().promptLogprobs());
      print(spec.commandLine().getOut(), score);
    }
    return 0;
  }

  private PromptInput input() {
    if ((text == null) == (tokenIds == null)) {
      throw new BadInputException("Give exactly one of --text and --token-ids.");
    }
    if (text != null && text.isEmpty()) {
      throw new BadInputException("--text is empty: give at least one character.");
    }
    return text != null
        ? PromptInput.ofPrompt("score", text)
        : PromptInput.ofTokenIds("score", tokenIds.stream().mapToInt(Integer::intValue).toArray());
  }

  private void print(PrintWriter out, PromptScore score) throws IOException {
    if (json) {
      JsonOutput.print(out, score);
      return;
    }
    for (int i = 0; i < score.tokenIds().size(); i++) {
      Double logprob = score.logprobs().get(i);
      out.printf(
          "%8d  %s%n",
          score.tokenIds().get(i), logprob == null ? "       -" : "%8.4f".formatted(logprob));
    }
    if (score.perplexity() != null) {
      out.printf("perplexity %.4f%n", score.perplexity());
    }
    out.flush();
  }
}
