package io.mosaicgpt.model.sampling;

import io.mosaicgpt.model.constraint.TokenMask;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One token of the published model's vocabulary, behind a prompt of 145 tokens and 48 generated
 * ones. Logits are normally distributed with a deviation of 3.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SamplerBenchmark {
  private static final int VOCABULARY = 50_277;
  private static final int PROMPT = 145;
  private static final int GENERATED = 48;

  /** What a request may ask for. */
  public enum Request {
    GREEDY,
    TEMPERATURE,
    TOP_K,
    TOP_P,
    TOP_K_AND_P,
    PENALTIES;

    private SamplingParams params() {
      SamplingParamsBuilder builder = SamplingParams.builder().seed(7);
      return switch (this) {
        case GREEDY -> builder.build();
        case TEMPERATURE -> builder.temperature(0.7).build();
        case TOP_K -> builder.temperature(0.7).topK(50).build();
        case TOP_P -> builder.temperature(0.7).topP(0.9).build();
        case TOP_K_AND_P -> builder.temperature(0.7).topK(50).topP(0.9).build();
        case PENALTIES ->
            builder
                .temperature(0.7)
                .topK(50)
                .topP(0.9)
                .repetitionPenalty(1.1)
                .frequencyPenalty(0.2)
                .presencePenalty(0.1)
                .build();
      };
    }
  }

  @Param private Request request;

  private final Sampler sampler = new Sampler(VOCABULARY);
  private final float[] logits = new float[VOCABULARY];
  private SamplingParams params;
  private TokenCounts counts;

  @Setup
  public void makeLogitsAndHistory() {
    Random random = new Random(5);
    for (int id = 0; id < VOCABULARY; id++) {
      logits[id] = (float) (3 * random.nextGaussian());
    }
    params = request.params();
    counts = new TokenCounts(params, random.ints(PROMPT, 0, VOCABULARY).toArray());
    random.ints(GENERATED, 0, VOCABULARY).forEach(counts::append);
  }

  @Benchmark
  public int sample() {
    return sampler.sample(logits, params, counts, TokenMask.ALL);
  }
}
