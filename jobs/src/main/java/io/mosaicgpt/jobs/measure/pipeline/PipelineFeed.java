package io.mosaicgpt.jobs.measure.pipeline;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cluster.RunningJob;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.measure.engine.EngineBench;
import io.mosaicgpt.jobs.measure.engine.SlotSweep;
import io.mosaicgpt.jobs.measure.workload.Percentiles;
import io.mosaicgpt.jobs.measure.workload.RunWindow;
import io.mosaicgpt.jobs.measure.workload.Workload;
import io.mosaicgpt.jobs.measure.workload.WorkloadRequest;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.jobs.watch.CommittedOutputs;
import io.mosaicgpt.jobs.watch.Inputs;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends events to the input topic of a running job and reads what it commits. First single small
 * events at a quiet pace, which show what the way costs and warm it up; then the workload, all of
 * it at once, as a backlog would lie there.
 */
final class PipelineFeed {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int PROBES = 20;
  private static final Duration PROBE_PACE = Duration.ofMillis(100);

  private final RunningJob job;
  private final JobConfig<KafkaEnds> config;
  private final InferenceEngine engine;
  private final Workload workload;
  private final long seed;

  PipelineFeed(
      RunningJob job,
      JobConfig<KafkaEnds> config,
      InferenceEngine engine,
      Workload workload,
      long seed) {
    this.job = requireNonNull(job, "job is null");
    this.config = requireNonNull(config, "config is null");
    this.engine = requireNonNull(engine, "engine is null");
    this.workload = requireNonNull(workload, "workload is null");
    this.seed = seed;
  }

  /** A completion, and when a consumer had it, epoch milliseconds. */
  private record Arrival(Completion completion, long millis) {
    long producedMillis() {
      return completion.getProducedAt().toEpochMilli();
    }
  }

  /**
   * Runs it.
   *
   * @throws IllegalStateException when the job fails or an event becomes a dead letter
   */
  PipelineRun run() throws IOException, InterruptedException {
    try (Inputs inputs =
            new Inputs(config.ends().kafka().bootstrapServers(), config.ends().topics().input());
        CommittedOutputs outputs =
            new CommittedOutputs(
                config.ends().kafka().bootstrapServers(), config.ends().topics())) {
      Percentiles added = probe(inputs, outputs);
      SlotSweep.run(engine);
      long checkpointsBefore = job.completedCheckpoints();
      List<Instruction> instructions =
          workload.requests().stream().map(request -> instruction(request)).toList();
      instructions.forEach(inputs::send);
      inputs.flush();
      List<Arrival> arrivals = read(outputs, instructions.size(), "Through Kafka and Flink");
      return new PipelineRun(
          RunWindow.ofJob(arrivals.stream().map(Arrival::completion).toList()),
          added,
          new Percentiles(
              arrivals.stream().mapToDouble(a -> a.millis() - a.producedMillis()).toArray()),
          job.completedCheckpoints() - checkpointsBefore);
    }
  }

  private Percentiles probe(Inputs inputs, CommittedOutputs outputs)
      throws IOException, InterruptedException {
    Map<String, Long> sent = new HashMap<>();
    int token = EngineBench.promptTokens(engine.model(), workload.requests().get(0))[0];
    for (int i = 0; i < PROBES; i++) {
      Instruction probe = instruction("probe-" + i, List.of(token), 1, true, 0);
      sent.put(probe.getRequestId(), System.currentTimeMillis());
      inputs.send(probe);
      inputs.flush();
      Thread.sleep(PROBE_PACE.toMillis());
    }
    return new Percentiles(
        read(outputs, PROBES, "Warming up").stream()
            .mapToDouble(
                arrival ->
                    Math.max( // The clock's grain is a millisecond.
                        0,
                        arrival.producedMillis()
                            - sent.get(arrival.completion().getRequestId())
                            - arrival.completion().getTimings().getTotalMs()))
            .toArray());
  }

  /** Waits in the consumer, which wakes up for records: asking the cluster costs it something. */
  private List<Arrival> read(CommittedOutputs outputs, int count, String task)
      throws IOException, InterruptedException {
    List<Arrival> arrivals = new ArrayList<>();
    try (ProgressLine progress = ProgressLine.of(task, ProgressUnit.REQUESTS)) {
      while (arrivals.size() < count) {
        int before = arrivals.size();
        outputs.poll(
            POLL,
            completion -> arrivals.add(new Arrival(completion, System.currentTimeMillis())),
            PipelineFeed::refuse);
        progress.to(arrivals.size(), count);
        if (arrivals.size() == before && job.hasEnded()) {
          job.await(); // throws with the reason
        }
      }
    }
    return arrivals;
  }

  private static void refuse(DeadLetter letter) {
    throw new IllegalStateException(
        "Request %s became a dead letter: %s"
            .formatted(letter.getRequestId(), letter.getMessage()));
  }

  private Instruction instruction(WorkloadRequest request) {
    ServedModel model = engine.model();
    return instruction(
        request.id().asText(),
        Arrays.stream(EngineBench.promptTokens(model, request)).boxed().toList(),
        request.maxTokens(),
        request.ignoreEos(),
        request.temperature());
  }

  private Instruction instruction(
      String id, List<Integer> prompt, int maxTokens, boolean ignoreEos, double temperature) {
    return Instruction.newBuilder()
        .setRequestId(id)
        .setPromptTokenIds(prompt)
        .setSampling(
            SamplingOptions.newBuilder()
                .setMaxTokens(maxTokens)
                .setIgnoreEos(ignoreEos)
                .setTemperature(temperature)
                .setSeed(seed)
                .build())
        .setCreatedAt(Instant.now())
        .build();
  }
}
