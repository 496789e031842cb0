package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.terminal.TextLine;
import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.engine.EngineSetup;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.ServedModel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What a labelling would take, found by answering some of its rows. Nothing is written. */
final class LabelPlan {
  private static final int SHOWN_LABELS = 20;
  private static final int LABEL_COLUMNS = 100;

  /** What a local Flink takes to start a job and to end. */
  private static final int FLINK_SECONDS = 5;

  private final Labelling labelling;
  private final PrintWriter out;

  LabelPlan(Labelling labelling, PrintWriter out) {
    this.labelling = requireNonNull(labelling, "labelling is null");
    this.out = requireNonNull(out, "out is null");
  }

  void print() throws InterruptedException {
    long begin = System.nanoTime();
    try (InferenceEngine engine = EngineLoading.acquire(labelling.serving().engine());
        InferenceClient client = InferenceClient.of(engine)) {
      List<String> refusals = new ArrayList<>();
      List<GenerationRequest> requests =
          new RowPrompts(labelling, engine.model()).requests(refusals::add);
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      long start = System.nanoTime();
      double loading = (start - begin) / 1e9;
      for (GenerationRequest request : requests) {
        answers.add(client.submit(request));
      }
      long generated = 0;
      for (CompletableFuture<Answer> answer : answers) {
        generated += generated(answer, refusals);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      tell(engine, requests, generated, seconds, loading, refusals);
    }
  }

  private static long generated(CompletableFuture<Answer> answer, List<String> refusals)
      throws InterruptedException {
    try {
      return answer.get().tokens().size();
    } catch (ExecutionException e) {
      refusals.add(e.getCause().getMessage());
      return 0;
    }
  }

  private void tell(
      InferenceEngine engine,
      List<GenerationRequest> requests,
      long generated,
      double seconds,
      double loading,
      List<String> refusals) {
    int answered = Math.max(1, requests.size());
    long expected = expected(refusals.size());
    long prompt = requests.stream().mapToLong(request -> request.promptTokens().length).sum();
    double rate = requests.size() / seconds;
    EngineSetup setup = engine.setup();
    line("Rows", rows());
    line(
        "Model",
        "%s, %s on %s".formatted(engine.model().config().name(), setup.type(), setup.device()));
    line(
        "Tokens",
        "about %,d in prompts and %,d generated (%.0f and %.0f a row)"
            .formatted(
                prompt * expected / answered,
                generated * expected / answered,
                (double) prompt / answered,
                (double) generated / answered));
    line(
        "Time",
        requests.isEmpty()
            ? "not known: no row of the sample could be answered"
            : "about %s, at the %.1f rows/s of this sample; a long run is faster, as its prompts begin alike"
                .formatted(time(Math.round(expected / rate)), rate));
    Duration interval = labelling.serving().checkpoints().interval();
    line(
        "Start, end",
        "up to %s more: the model loads (%.1f s here), Flink starts, and the last rows wait for a checkpoint, one every %s"
            .formatted(
                time(Math.round(loading + FLINK_SECONDS + interval.toMillis() / 1e3)),
                loading,
                time(interval.toSeconds())));
    line(
        "Memory",
        "up to %,d MB of KV cache beside the weights, whatever the number of rows"
            .formatted((setup.kvPositions() * setup.kvBytesPerPosition()) >> 20));
    line("Labels", labels());
    if (!refusals.isEmpty()) {
      line(
          "Error rows",
          "%d of %d in the sample, for one: %s"
              .formatted(refusals.size(), labelling.examples().size(), refusals.get(0)));
    }
    if (!requests.isEmpty()) {
      out.println();
      out.println("One prompt:");
      out.println(rendered(engine.model(), requests.get(0)));
    }
    out.flush();
  }

  private String rows() {
    return labelling.unreadable() == 0
        ? "%,d".formatted(labelling.rows())
        : "%,d, of which %,d cannot be read and will be error rows"
            .formatted(labelling.rows(), labelling.unreadable());
  }

  /** Rows that will be answered, if as many of the others are refused as of the sample. */
  private long expected(int refused) {
    int sample = labelling.examples().size();
    long readable = labelling.rows() - labelling.unreadable();
    return sample == 0 ? 0 : readable * (sample - refused) / sample;
  }

  private String labels() {
    List<String> labels = labelling.serving().defaults().choices();
    if (labels.isEmpty()) {
      return labelling.serving().options().form() == null
          ? "none: answers are free text"
          : "none: answers have a form";
    }
    String some =
        String.join(
            ", ",
            labels.stream()
                .limit(SHOWN_LABELS)
                .map(label -> TextLine.of(label, LABEL_COLUMNS))
                .toList());
    return labels.size() > SHOWN_LABELS
        ? "%d: %s, ...".formatted(labels.size(), some)
        : "%d: %s".formatted(labels.size(), some);
  }

  private static String rendered(ServedModel model, GenerationRequest request) {
    return model
        .tokenizer()
        .map(tokenizer -> TextLine.harmless(tokenizer.decode(request.promptTokens())))
        .orElseGet(() -> "%d token ids".formatted(request.promptTokens().length));
  }

  private void line(String name, String text) {
    out.println(String.format(Locale.ROOT, "%-11s %s", name, text));
  }

  private static String time(long seconds) {
    return seconds < 120
        ? seconds + " s"
        : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }
}
