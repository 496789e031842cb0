package io.mosaicgpt.jobs.measure.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.measure.engine.SlotSweep;
import io.mosaicgpt.jobs.measure.workload.ClosedLoop;
import io.mosaicgpt.jobs.process.TemporaryDirectory;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The same rows on the bare engine and from file to file, in turn and on the same loaded model; and
 * some of them as they are asked without label trees, see {@link LabelRates}. Nothing of one run is
 * found in the prefix cache by the next.
 *
 * <p>The side that begins changes from pair to pair, so that a machine that becomes slower or
 * faster is not taken for a difference.
 */
public final class LabelBench {
  /** The job that labels the rows. */
  @FunctionalInterface
  public interface FileJob {
    /**
     * Labels the rows.
     *
     * @param output a file that is not there yet
     * @return the exit code of {@code label}
     */
    int run(Path output) throws IOException, InterruptedException;
  }

  private final InferenceEngine engine;
  private final List<GenerationRequest> requests;
  private final int byLabel;
  private final int clients;
  private final FileJob job;

  /**
   * Prepares a benchmark.
   *
   * @param requests a row each
   * @param byLabel rows that are asked label by label, too
   * @param clients requests in flight on the bare engine
   */
  public LabelBench(
      InferenceEngine engine,
      List<GenerationRequest> requests,
      int byLabel,
      int clients,
      FileJob job) {
    this.engine = requireNonNull(engine, "engine is null");
    this.requests = List.copyOf(requests);
    this.byLabel = Math.min(byLabel, requests.size());
    this.clients = clients;
    this.job = requireNonNull(job, "job is null");
  }

  /**
   * Runs it.
   *
   * @param pairs runs of each side, at least 1
   * @throws IllegalStateException when the job does not answer every row
   */
  public LabelRates run(int pairs) throws IOException, InterruptedException {
    List<Double> bare = new ArrayList<>();
    List<Double> files = new ArrayList<>();
    List<Double> oneByOne = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      if (pair % 2 == 0) {
        bare.add(bare());
        files.add(fromFileToFile());
      } else {
        files.add(fromFileToFile());
        bare.add(bare());
      }
      if (byLabel > 0) {
        oneByOne.add(byLabel("A request per label", LabelBench::alone));
        whole.add(byLabel("A text per label", LabelBench::text));
      }
    }
    return LabelRates.of(engine, requests, bare, files, oneByOne, whole);
  }

  private double bare() throws InterruptedException {
    return requests.size() / seconds("Bare engine", requests);
  }

  private double byLabel(String name, BiFunction<GenerationRequest, Choice, GenerationRequest> made)
      throws InterruptedException {
    List<GenerationRequest> each =
        requests.subList(0, byLabel).stream()
            .flatMap(request -> request.choices().stream().map(c -> made.apply(request, c)))
            .toList();
    return byLabel / seconds(name, each);
  }

  private double seconds(String name, List<GenerationRequest> asked) throws InterruptedException {
    SlotSweep.run(engine);
    try (ProgressLine progress = ProgressLine.of(name, ProgressUnit.REQUESTS)) {
      return ClosedLoop.run(engine, asked, clients, progress).wallNanos() / 1e9;
    }
  }

  private double fromFileToFile() throws IOException, InterruptedException {
    SlotSweep.run(engine);
    try (TemporaryDirectory directory = TemporaryDirectory.create("bench")) {
      long start = System.nanoTime();
      int code = job.run(directory.path().resolve("labelled.jsonl"));
      if (code != 0) {
        throw new IllegalStateException("The job has ended with exit code " + code);
      }
      return requests.size() / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static GenerationRequest alone(GenerationRequest request, Choice choice) {
    return request(request, request.promptTokens(), List.of(choice), false);
  }

  /** Prompt and label as one prompt whose tokens are scored. */
  private static GenerationRequest text(GenerationRequest request, Choice choice) {
    int[] prompt = request.promptTokens();
    int[] label = choice.tokenIds();
    int[] text = Arrays.copyOf(prompt, prompt.length + label.length);
    System.arraycopy(label, 0, text, prompt.length, label.length);
    return request(request, text, List.of(), true);
  }

  private static GenerationRequest request(
      GenerationRequest of, int[] prompt, List<Choice> choices, boolean promptLogprobs) {
    return new GenerationRequest(
        0,
        of.requestId(),
        prompt,
        new int[0],
        SamplingParams.builder().maxTokens(1).build(),
        choices,
        promptLogprobs,
        0,
        GenerationRequest.NO_DEADLINE);
  }
}
