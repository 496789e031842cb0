package io.mosaicgpt.operators.metrics;

import io.mosaicgpt.model.engine.EngineStats;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * The metrics of a generate operator's subtask, in {@code
 * <host>.taskmanager.<tm_id>.<job>.<operator>.<subtask>.inference.*}.
 *
 * <p>Gauges and counters named <i>of the engine</i> are the replica's. Subtasks that share one
 * report the same numbers: take their maximum, not their sum. Everything else is the subtask's own.
 * Histograms are over the last {@value #WINDOW} values.
 *
 * <p>Updated by the task's thread; gauges are read by the reporters'.
 */
public final class OperatorMetrics {
  /** Group of these metrics below the operator's. */
  public static final String GROUP = "inference";

  /** Gauge: requests that this subtask holds, from admission to output. */
  public static final String NUM_REQUESTS_IN_FLIGHT = "numRequestsInFlight";

  /** Gauge, of the engine: requests with a slot. */
  public static final String NUM_REQUESTS_RUNNING = "numRequestsRunning";

  /** Gauge, of the engine: requests without one. */
  public static final String NUM_REQUESTS_WAITING = "numRequestsWaiting";

  /** Gauge, of the engine: share of the KV cache's positions in use, 0 to 1. */
  public static final String KV_CACHE_USAGE = "kvCacheUsage";

  /**
   * Gauge, of the engine: tokens that requests began with and that were looked up in the prefix
   * cache since it was loaded.
   */
  public static final String PREFIX_CACHE_QUERIES = "prefixCacheQueries";

  /** Gauge, of the engine: those of them that were found there, and so not computed. */
  public static final String PREFIX_CACHE_HITS = "prefixCacheHits";

  /** Gauge, of the engine: requests that lost their slot since it was loaded. */
  public static final String NUM_PREEMPTIONS = "numPreemptions";

  /** Gauge, of the engine: steps that failed in native code, and that it survived. */
  public static final String NUM_STEP_FAILURES = "numStepFailures";

  /** Counter: prompt tokens of requests handed to the engine, restored ones anew. */
  public static final String PROMPT_TOKENS = "promptTokens";

  /** Counter: tokens that the engine generated. */
  public static final String GENERATION_TOKENS = "generationTokens";

  /** Histogram: milliseconds from handing a request to the engine to its first token. */
  public static final String TIME_TO_FIRST_TOKEN_MS = "timeToFirstTokenMs";

  /** Histogram: milliseconds between two tokens of a request. */
  public static final String INTER_TOKEN_LATENCY_MS = "interTokenLatencyMs";

  /** Histogram: milliseconds from admission to the end, restarts included. */
  public static final String REQUEST_LATENCY_MS = "requestLatencyMs";

  /** Histogram: milliseconds from handing a request to the engine to its first step. */
  public static final String QUEUE_TIME_MS = "queueTimeMs";

  /**
   * Histogram, of the engine: requests with a slot, at each step that brought this subtask news.
   */
  public static final String BATCH_SIZE = "batchSize";

  /** Counter: tokens that restored requests brought along and did not generate again. */
  public static final String RESUMED_TOKENS = "resumedTokens";

  /** Counter: tokens of restored requests that were dropped, since another model wrote them. */
  public static final String REGENERATED_TOKENS = "regeneratedTokens";

  /** Counter: events that got their completion. */
  public static final String COMPLETIONS = "completions";

  /**
   * Counter: completions with an error: broken off by their time, or before they had their form.
   */
  public static final String FAILED_COMPLETIONS = "failedCompletions";

  /** Counter: events that got no completion. */
  public static final String DEAD_LETTERS = "deadLetters";

  /** Counter: completions whose label was held against the one that their event brought along. */
  public static final String JUDGED_LABELS = "judgedLabels";

  /** Counter: those of them that are the same. */
  public static final String RIGHT_LABELS = "rightLabels";

  /** Gauge: the share of judged labels that are right, 0 to 1; not a number before the first. */
  public static final String LABEL_ACCURACY = "labelAccuracy";

  private static final int WINDOW = 1024;

  private final Supplier<EngineStats> engine;
  private final Counter promptTokens;
  private final Counter generationTokens;
  private final Counter resumedTokens;
  private final Counter regeneratedTokens;
  private final Counter completions;
  private final Counter failedCompletions;
  private final Counter deadLetters;
  private final Counter judgedLabels;
  private final Counter rightLabels;
  private final Histogram timeToFirstToken;
  private final Histogram interTokenLatency;
  private final Histogram requestLatency;
  private final Histogram queueTime;
  private final Histogram batchSize;

  /**
   * Registers everything.
   *
   * @param operator the operator's group
   * @param inFlight requests held now
   * @param engine the engine's counters now
   */
  public OperatorMetrics(MetricGroup operator, IntSupplier inFlight, Supplier<EngineStats> engine) {
    this.engine = engine;
    MetricGroup group = operator.addGroup(GROUP);
    group.gauge(NUM_REQUESTS_IN_FLIGHT, (Gauge<Integer>) inFlight::getAsInt);
    group.gauge(
        KV_CACHE_USAGE,
        (Gauge<Double>)
            () -> {
              EngineStats now = engine.get();
              return (double) now.kvUsedPositions() / Math.max(1, now.kvTotalPositions());
            });
    gauge(group, NUM_REQUESTS_RUNNING, EngineStats::running);
    gauge(group, NUM_REQUESTS_WAITING, EngineStats::waiting);
    gauge(group, PREFIX_CACHE_QUERIES, EngineStats::prefixQueries);
    gauge(group, PREFIX_CACHE_HITS, EngineStats::prefixHits);
    gauge(group, NUM_PREEMPTIONS, EngineStats::preemptions);
    gauge(group, NUM_STEP_FAILURES, EngineStats::failures);
    this.promptTokens = group.counter(PROMPT_TOKENS);
    this.generationTokens = group.counter(GENERATION_TOKENS);
    this.resumedTokens = group.counter(RESUMED_TOKENS);
    this.regeneratedTokens = group.counter(REGENERATED_TOKENS);
    this.completions = group.counter(COMPLETIONS);
    this.failedCompletions = group.counter(FAILED_COMPLETIONS);
    this.deadLetters = group.counter(DEAD_LETTERS);
    this.judgedLabels = group.counter(JUDGED_LABELS);
    this.rightLabels = group.counter(RIGHT_LABELS);
    group.gauge(
        LABEL_ACCURACY,
        (Gauge<Double>) () -> (double) rightLabels.getCount() / judgedLabels.getCount());
    this.timeToFirstToken = histogram(group, TIME_TO_FIRST_TOKEN_MS);
    this.interTokenLatency = histogram(group, INTER_TOKEN_LATENCY_MS);
    this.requestLatency = histogram(group, REQUEST_LATENCY_MS);
    this.queueTime = histogram(group, QUEUE_TIME_MS);
    this.batchSize = histogram(group, BATCH_SIZE);
  }

  private void gauge(MetricGroup group, String name, ToLongFunction<EngineStats> value) {
    group.gauge(name, (Gauge<Long>) () -> value.applyAsLong(engine.get()));
  }

  private static Histogram histogram(MetricGroup group, String name) {
    return group.histogram(name, new DescriptiveStatisticsHistogram(WINDOW));
  }

  /** A request was handed to the engine. */
  public void submitted(int promptLength) {
    promptTokens.inc(promptLength);
  }

  /** A step brought news. */
  public void step() {
    batchSize.update(engine.get().running());
  }

  /** A request's first token in this attempt. */
  public void firstToken() {
    generationTokens.inc();
  }

  /** A later token. */
  public void nextToken(long millisSinceTheLast) {
    generationTokens.inc();
    interTokenLatency.update(millisSinceTheLast);
  }

  /**
   * A request got its completion.
   *
   * @param queueMillis from submission to the first step
   * @param firstTokenMillis from submission to the first token, negative if there was none
   * @param latencyMillis from admission to now
   */
  public void finished(long queueMillis, long firstTokenMillis, long latencyMillis) {
    completions.inc();
    queueTime.update(queueMillis);
    if (firstTokenMillis >= 0) {
      timeToFirstToken.update(firstTokenMillis);
    }
    requestLatency.update(latencyMillis);
  }

  /** A restored request goes on behind its tokens. */
  public void resumed(int tokens) {
    resumedTokens.inc(tokens);
  }

  /** A restored request lost its tokens. */
  public void startedOver(int tokens) {
    regeneratedTokens.inc(tokens);
  }

  /** A completion has an error. */
  public void failed() {
    failedCompletions.inc();
  }

  /** An event got no completion. */
  public void deadLetter() {
    deadLetters.inc();
  }

  /** A completion's label was held against the one that its event should get. */
  public void judged(boolean right) {
    judgedLabels.inc();
    if (right) {
      rightLabels.inc();
    }
  }
}
