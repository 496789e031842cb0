package io.mosaicgpt.model.replica.cpu;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Prefill and decode rates of a replica with random weights. Arguments: dtype, {@code 1b} or {@code
 * tiny}, positions already held, then batch sizes. Not a test: run its main method.
 */
final class ReplicaBenchmark {
  private static final int REPETITIONS = Integer.getInteger("repetitions", 7);

  private final CpuReplica replica;
  private final int vocab;
  private final Random random = new Random(3);

  private ReplicaBenchmark(CpuReplica replica, int vocab) {
    this.replica = replica;
    this.vocab = vocab;
  }

  public static void main(String[] arguments) throws IOException {
    ModelConfig config = arguments[1].equals("1b") ? TestConfigs.oneB() : TestConfigs.tiny();
    int context = Integer.parseInt(arguments[2]);
    int[] batches = Arrays.stream(arguments).skip(3).mapToInt(Integer::parseInt).toArray();
    int slots = IntStream.of(batches).max().orElse(1);
    ReplicaOptions options =
        new ReplicaOptions(
            ElementType.parse(arguments[0]),
            ReplicaDevice.CPU,
            slots,
            config.maxSeqLen(),
            config.usableVocabSize());
    long begin = System.nanoTime();
    try (MemoryCheckpoint checkpoint =
            MemoryCheckpoint.random(
                config, WeightType.valueOf(System.getProperty("stored", "BFLOAT16")), 1);
        CpuReplica replica = CpuReplica.load(checkpoint, options, ProgressListener.NONE)) {
      System.out.printf(
          "%s: loaded in %.1f s, %s%n", options, (System.nanoTime() - begin) / 1e9, memory());
      ReplicaBenchmark benchmark = new ReplicaBenchmark(replica, config.usableVocabSize());
      for (int tokens : new int[] {128, 512}) {
        benchmark.prefill(tokens);
      }
      for (int batch : batches) {
        benchmark.decode(batch, context);
      }
      System.out.println(memory());
    }
  }

  private void prefill(int tokens) {
    double[] seconds = new double[3];
    StepTimes before = replica.times();
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = step(1, 0, tokens);
    }
    report("prefill of " + tokens, seconds, tokens);
    System.out.println("  " + mean(replica.times().since(before), seconds.length));
    replica.release(0);
  }

  private void decode(int batch, int context) {
    for (int slot = 0; slot < batch; slot++) {
      replica.reserve(slot, context + REPETITIONS + 1);
    }
    for (int slot = 0; slot < batch; slot++) {
      replica.forward(
          new StepBatch(
              tokens(context),
              new int[] {slot},
              new int[] {0},
              new int[] {context},
              new int[] {context - 1}));
    }
    double[] seconds = new double[REPETITIONS];
    step(batch, context, 1);
    StepTimes before = replica.times();
    for (int i = 0; i < REPETITIONS; i++) {
      seconds[i] = step(batch, context + i, 1);
    }
    report("decode of " + batch + " at context " + context, seconds, batch);
    System.out.println("  " + mean(replica.times().since(before), REPETITIONS));
    IntStream.range(0, batch).forEach(replica::release);
  }

  private static String mean(StepTimes times, int steps) {
    double scale = 1e-6 / steps;
    return "linears %.1f, attention %.1f, head %.1f, rest %.1f ms"
        .formatted(
            times.linears() * scale,
            times.attention() * scale,
            times.head() * scale,
            times.rest() * scale);
  }

  private double step(int batch, int start, int count) {
    int[] slots = IntStream.range(0, batch).toArray();
    for (int slot : slots) {
      replica.reserve(slot, start + count);
    }
    int[] starts = new int[batch];
    int[] counts = new int[batch];
    Arrays.fill(starts, start);
    Arrays.fill(counts, count);
    int[] rows = IntStream.range(0, batch).map(i -> i * count + count - 1).toArray();
    StepBatch step = new StepBatch(tokens(batch * count), slots, starts, counts, rows);
    long begin = System.nanoTime();
    int[] ids = replica.forward(step).greedy();
    if (ids.length != batch) {
      throw new IllegalStateException("rows are missing");
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private int[] tokens(int count) {
    return random.ints(count, 0, vocab).toArray();
  }

  private static void report(String what, double[] seconds, int tokens) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%s: median %.1f ms, best %.1f ms, %.1f tokens/s (best %.1f)%n",
        what,
        sorted[sorted.length / 2] * 1e3,
        sorted[0] * 1e3,
        tokens / sorted[sorted.length / 2],
        tokens / sorted[0]);
  }

  private static String memory() throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    return String.join(
        ", ", status.stream().filter(line -> line.matches("Vm(RSS|HWM).*")).toList());
  }
}
