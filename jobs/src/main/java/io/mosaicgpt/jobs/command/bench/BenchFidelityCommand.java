package io.mosaicgpt.jobs.command.bench;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.NativeCache;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.measure.fidelity.FidelityBench;
import io.mosaicgpt.jobs.measure.fidelity.FidelityPrompts;
import io.mosaicgpt.jobs.measure.fidelity.FidelityReport;
import io.mosaicgpt.jobs.measure.workload.Workload;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.pool.ModelSource;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.replica.Replicas;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the types of weights with float32. */
@Command(
    name = "fidelity",
    description = {
      "Measure how far each type's logits are from float32's.",
      "",
      "float32 continues every prompt greedily, past any end of text. Then each type reads prompt and"
          + " continuation, and its logits at every position of the continuation are compared: the"
          + " differences, the divergence KL(float32 || type) of the probabilities in nats, and how"
          + " often the likeliest id is the same. Where float32 is itself undecided any rounding"
          + " decides, as it often is with random weights; so agreement is also given for the"
          + " positions where its first logit is more than --margin above its second.",
      "",
      "The prompts are --workload's or --text's, else those of a golden.json beside the model, else"
          + " random ids.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class BenchFidelityCommand implements Callable<Integer> {
  /** Prompts that float32 continues together. */
  private static final int SLOTS = 8;

  private static final int MOST_SEQUENCES = 10_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = EngineSpec.EMBEDDED,
      description =
          "Model directory, or 'embedded' for the small one inside. Default: ${DEFAULT-VALUE}")
  private String model;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      split = ",",
      defaultValue = "float32,bfloat16,int8",
      description = "Types to compare. Default: ${DEFAULT-VALUE}")
  private List<String> dtypes;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "Where to compute: cpu or cuda:N. Default: ${DEFAULT-VALUE}")
  private String device;

  @Option(
      names = "--workload",
      paramLabel = "FILE",
      description =
          "Take prompts from a workload: one JSON object a line, prompt or prompt_tokens.")
  private Optional<Path> workload;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Take this text as a prompt; may be given several times.")
  private List<String> texts;

  @Option(
      names = "--sequences",
      paramLabel = "N",
      defaultValue = "16",
      description = "Prompts of the workload, or random ones. Default: ${DEFAULT-VALUE}")
  private int sequences;

  @Option(
      names = "--prompt-length",
      paramLabel = "N",
      defaultValue = "64",
      description = "Ids of a random prompt. Default: ${DEFAULT-VALUE}")
  private int promptLength;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "48",
      description = "Tokens of each continuation. Default: ${DEFAULT-VALUE}")
  private int maxTokens;

  @Option(
      names = "--with-prompt",
      description = "Compare at the positions of the prompts too, which float32 did not write.")
  private boolean withPrompt;

  @Option(
      names = "--margin",
      paramLabel = "X",
      defaultValue = "0.1",
      description = "float32's choice is clear above this margin. Default: ${DEFAULT-VALUE}")
  private double margin;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of random prompts. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    requireFromOne("--sequences", sequences, MOST_SEQUENCES);
    requireFromOne("--prompt-length", promptLength, Integer.MAX_VALUE);
    requireFromOne("--max-tokens", maxTokens, Integer.MAX_VALUE);
    if (!(margin >= 0)) {
      throw new BadInputException("--margin is %s: give a number of at least 0.".formatted(margin));
    }
    NativeCache.prepare();
    FidelityReport report;
    try {
      FidelityBench.Options options =
          new FidelityBench.Options(
              dtypes.stream().map(ElementType::parse).toList(), maxTokens, withPrompt, margin);
      report = run(ModelSource.of(model), ReplicaDevice.parse(device), options);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
    if (json) {
      JsonOutput.print(spec.commandLine().getOut(), report);
    } else {
      FidelityTable.print(spec.commandLine().getOut(), report);
    }
    return 0;
  }

  private FidelityReport run(
      ModelSource source, ReplicaDevice device, FidelityBench.Options options) throws IOException {
    Optional<Tokenizer> tokenizer = source.openTokenizer();
    try (Checkpoint checkpoint = source.open()) {
      ModelConfig config = checkpoint.config();
      int usable = config.usableVocabSize();
      int vocabulary = tokenizer.map(t -> Math.min(usable, t.size())).orElse(usable);
      List<int[]> prompts = prompts(tokenizer, vocabulary, config.maxSeqLen());
      int longest = longest(prompts, config);
      return new FidelityBench(
              type ->
                  load(
                      checkpoint,
                      new ReplicaOptions(
                          type,
                          device,
                          Math.min(SLOTS, prompts.size()),
                          longest + maxTokens,
                          vocabulary)),
              options)
          .run(prompts);
    } finally {
      tokenizer.ifPresent(Tokenizer::close);
    }
  }

  private List<int[]> prompts(Optional<Tokenizer> tokenizer, int vocabulary, int maxSeqLen)
      throws IOException {
    if (workload.isPresent() && texts != null) {
      throw new BadInputException("Give --workload or --text, not both.");
    }
    if (workload.isPresent()) {
      return FidelityPrompts.of(Workload.read(workload.get()), sequences, tokenizer);
    }
    if (texts != null) {
      return FidelityPrompts.ofTexts(texts, tokenizer);
    }
    Optional<List<int[]>> golden =
        model.equals(EngineSpec.EMBEDDED)
            ? Optional.empty()
            : FidelityPrompts.golden(Path.of(model));
    return golden.orElseGet(
        () -> {
          requireFromOne("--prompt-length", promptLength, maxSeqLen);
          return FidelityPrompts.random(sequences, promptLength, vocabulary, seed);
        });
  }

  /** Length of the longest prompt, all of them checked against the model. */
  private int longest(List<int[]> prompts, ModelConfig config) {
    int longest = 0;
    for (int[] prompt : prompts) {
      longest = Math.max(longest, prompt.length);
      for (int id : prompt) {
        if (id < 0 || id >= config.vocabSize()) {
          throw new BadInputException(
              "A prompt has the token id %d, but %s has %d: give prompts for this model."
                  .formatted(id, config.name(), config.vocabSize()));
        }
      }
    }
    if ((long) longest + maxTokens > config.maxSeqLen()) {
      throw new BadInputException(
          "A prompt of %d tokens and --max-tokens %d are more than the %d that %s can hold: lower"
                  .formatted(longest, maxTokens, config.maxSeqLen(), config.name())
              + " --max-tokens, or give shorter prompts.");
    }
    return longest;
  }

  private static ForwardModel load(Checkpoint checkpoint, ReplicaOptions options)
      throws IOException {
    try (ProgressLine progress =
        ProgressLine.of("Loading weights in " + options.type(), ProgressUnit.MEGABYTES)) {
      return Replicas.load(checkpoint, options, progress::to);
    }
  }

  private static void requireFromOne(String flag, int value, int most) {
    if (value < 1 || value > most) {
      String range = most == Integer.MAX_VALUE ? "of at least 1" : "from 1 to " + most;
      throw new BadInputException(
          "%s is %d: give a whole number %s.".formatted(flag, value, range));
    }
  }
}
