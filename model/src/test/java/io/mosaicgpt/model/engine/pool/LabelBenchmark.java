package io.mosaicgpt.model.engine.pool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.loop.EngineClock;
import io.mosaicgpt.model.engine.loop.ForwardingModel;
import io.mosaicgpt.model.engine.loop.LoadedEngine;
import io.mosaicgpt.model.engine.loop.LoadedModel;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.forward.StepTimes;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * What scoring labels takes as a tree and a branch a step. Arguments: model, dtype, a CSV file of
 * texts, a JSON list of labels, messages and repetitions. Not a test: run its main method.
 */
final class LabelBenchmark {
  private static final OperatingSystemMXBean CPU =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final String INSTRUCTION = "What does the customer want?";

  private final LoadedModel model;
  private final Switch forward;
  private final LoadedEngine engine;
  private final List<GenerationRequest> requests = new ArrayList<>();

  private LabelBenchmark(LoadedModel model) {
    this.forward = new Switch(model.forward());
    this.model =
        new LoadedModel(model.served(), forward, model.options(), model.type(), model.device());
    this.engine = new LoadedEngine("labels", () -> this.model, EngineClock.SYSTEM);
    engine.start();
    engine.awaitLoaded();
  }

  public static void main(String[] arguments) throws Exception {
    EngineSpec spec = new EngineSpec(arguments[0], arguments[1], "cpu", 16, 512, 0, 0, "");
    ResolvedModel resolved = ResolvedModel.of(spec, devices -> ReplicaDevice.CPU);
    LabelBenchmark benchmark = new LabelBenchmark(resolved.load(ProgressListener.NONE));
    List<String> texts = Files.readAllLines(Path.of(arguments[2])).stream().skip(1).toList();
    String[] labels = new ObjectMapper().readValue(Path.of(arguments[3]).toFile(), String[].class);
    benchmark.encode(texts, Arrays.stream(labels).map(l -> l.replace('_', ' ')).toList());
    System.out.printf(
        "%d prompt tokens, %d labels of %d tokens together%n",
        benchmark.requests.get(0).promptTokens().length,
        labels.length,
        benchmark.requests.get(0).choices().stream().mapToInt(c -> c.tokenIds().length).sum());
    benchmark.run(Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
    benchmark.engine.close();
  }

  private void encode(List<String> lines, List<String> labels) {
    Random random = new Random(5);
    PromptEncoder encoder = new PromptEncoder(engine.model());
    for (int i = 0; i < 400; i++) {
      String line = lines.get(random.nextInt(lines.size()));
      String text = line.substring(0, line.lastIndexOf(',')).replace("\"", "");
      requests.add(
          encoder.encode(
              i,
              PromptInput.ofInstruction("r" + i, INSTRUCTION, text).withChoices(labels),
              SamplingParams.builder(),
              OptionalLong.of(0)));
    }
  }

  private void run(int messages, int repetitions) throws Exception {
    try (InferenceClient client = InferenceClient.of(engine)) {
      serve(client, List.of(requests.get(399)), true);
      for (int i = 0; i < repetitions; i++) {
        GenerationRequest one = requests.get(398 - i);
        report("one message, tree", 1, serve(client, List.of(one), true));
        report("one message, branches", 1, serve(client, List.of(requests.get(380 - i)), false));
        report(
            messages + " messages, tree",
            messages,
            serve(client, requests.subList(0, messages), true));
        report(
            messages + " messages, branches",
            messages,
            serve(client, requests.subList(0, messages), false));
      }
    }
  }

  private double serve(InferenceClient client, List<GenerationRequest> batch, boolean trees) {
    forward.trees = trees;
    EngineStats before = engine.stats();
    long cpu = CPU.getProcessCpuTime();
    long start = System.nanoTime();
    List<CompletableFuture<Answer>> answers = batch.stream().map(client::submit).toList();
    answers.forEach(CompletableFuture::join);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "    %d steps, %.2f s of the processor%n",
        engine.stats().steps() - before.steps(), (CPU.getProcessCpuTime() - cpu) / 1e9);
    return seconds;
  }

  private static void report(String what, int messages, double seconds) {
    System.out.printf("%-40s %8.3f s, %8.3f messages/s%n", what, seconds, messages / seconds);
  }

  /** The model, which can be told to compute no trees. */
  private static final class Switch extends ForwardingModel {
    private volatile boolean trees = true;

    Switch(ForwardModel model) {
      super(model);
    }

    @Override
    public boolean computesTrees() {
      return trees;
    }

    @Override
    public StepOutput forward(StepBatch batch) {
      return model.forward(batch);
    }

    @Override
    public StepTimes times() {
      return model.times();
    }
  }
}
