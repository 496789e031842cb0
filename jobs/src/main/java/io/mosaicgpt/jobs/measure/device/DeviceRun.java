package io.mosaicgpt.jobs.measure.device;

import static io.mosaicgpt.jobs.measure.workload.Figures.rounded;
import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.measure.workload.StepParts;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepCosts;
import io.mosaicgpt.model.probe.MachineProbe;
import io.mosaicgpt.model.probe.MachineRates;
import io.mosaicgpt.model.probe.Processor;
import io.mosaicgpt.model.replica.Replicas;
import io.mosaicgpt.model.replica.module.CudaDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is measured on one device, in one run.
 *
 * @param device where
 * @param type of the weights
 * @param batches sequences of a decode step
 * @param contexts positions that each holds
 * @param prompts tokens of a prompt
 * @param repetitions steps of each kind that are timed
 * @param golden folder with golden models
 */
public record DeviceRun(
    ReplicaDevice device,
    ElementType type,
    List<Integer> batches,
    List<Integer> contexts,
    List<Integer> prompts,
    int repetitions,
    Optional<Path> golden) {
  /** Of an H100 with HBM3: what shares are given of where a device does not say its own. */
  private static final double H100_BYTES_PER_SECOND = 3.35e12;

  private static final int QUANTUM = 64;
  private static final int MOST_POSITIONS = 1 << 30;

  public DeviceRun {
    requireNonNull(device, "device is null");
    requireNonNull(type, "type is null");
    requireNonNull(golden, "golden is null");
    requirePositive("batch", batches);
    requirePositive("context", contexts);
    requirePositive("prefill", prompts);
    requirePositive("steps", List.of(repetitions));
    long positions =
        Math.max((long) Collections.max(contexts) + repetitions, Collections.max(prompts));
    if (positions * Collections.max(batches) > MOST_POSITIONS) {
      throw new IllegalArgumentException(
          "batch %d with context %d, prefill %d and steps %d takes more than %d positions: lower one of them"
              .formatted(
                  Collections.max(batches),
                  Collections.max(contexts),
                  Collections.max(prompts),
                  repetitions,
                  MOST_POSITIONS));
    }
  }

  private static void requirePositive(String name, List<Integer> values) {
    if (values.isEmpty() || Collections.min(values) < 1) {
      throw new IllegalArgumentException(
          "%s is %s, but must be one or more numbers of at least 1".formatted(name, values));
    }
  }

  /**
   * Runs it.
   *
   * @param weights of the model
   * @throws IllegalArgumentException when the device is not there
   */
  public DeviceReport run(Checkpoint weights) throws IOException {
    ModelConfig config = weights.config();
    StepCosts costs = new StepCosts(config, type);
    Optional<CudaDevice> cuda = device.cuda() ? described() : Optional.empty();
    double nominal = cuda.map(CudaDevice::bytesPerSecond).filter(b -> b > 0).orElse(0L);
    nominal = nominal == 0 ? H100_BYTES_PER_SECOND : nominal;
    List<GoldenFigure> golden =
        golden().isPresent() ? new GoldenCheck(device).all(golden().get()) : List.of();
    MachineRates rates = MachineProbe.measure(config, type, device);
    List<DecodeFigure> decode = new ArrayList<>();
    List<PrefillFigure> prefill = new ArrayList<>();
    try (ForwardModel model = load(weights)) {
      DeviceBench bench = new DeviceBench(model, config.usableVocabSize(), repetitions);
      for (int tokens : prompts) {
        double seconds = bench.prefill(tokens);
        double share = tokens * costs.prefillFlops() / seconds / rates.bestFlops();
        prefill.add(
            new PrefillFigure(
                tokens, rounded(seconds * 1e3), rounded(tokens / seconds), rounded(share)));
      }
      for (int context : contexts) {
        for (int batch : batches) {
          LoopTimes step = bench.decode(batch, context);
          double seconds = step.total() / 1e9;
          // A step reads every weight, and the keys and values of every position.
          double rate =
              (costs.weightBytes() + (double) batch * context * costs.kvBytesPerPosition())
                  / seconds;
          decode.add(
              new DecodeFigure(
                  batch,
                  context,
                  rounded(seconds * 1e3),
                  step.model().total() == 0
                      ? null
                      : StepParts.of(part -> rounded(part.applyAsLong(step) / 1e6)),
                  rounded(batch / seconds),
                  rounded(rate / rates.readBytesPerSecond()),
                  rounded(rate / nominal)));
        }
      }
    }
    return new DeviceReport(
        device.toString(),
        cuda.map(CudaDevice::name).orElse(""),
        Processor.ofThisMachine().toString(),
        type.toString(),
        Replicas.linears(device, type).toString(),
        rates.readBytesPerSecond(),
        nominal,
        rates.bestFlops(),
        costs.weightBytes(),
        costs.kvBytesPerPosition(),
        decode,
        prefill,
        golden);
  }

  private Optional<CudaDevice> described() {
    List<CudaDevice> devices = CudaDevice.all();
    return device.index() < devices.size()
        ? Optional.of(devices.get(device.index()))
        : Optional.empty();
  }

  private ForwardModel load(Checkpoint weights) throws IOException {
    int sequence =
        Math.max(
            DeviceBench.positions(Collections.max(contexts), repetitions),
            Collections.max(prompts));
    int slots = Collections.max(batches);
    long each = (sequence + QUANTUM - 1L) / QUANTUM * QUANTUM;
    ReplicaOptions options =
        new ReplicaOptions(
            type, device, slots, sequence, weights.config().usableVocabSize(), each * slots, 0);
    try (ProgressLine progress = ProgressLine.of("Loading weights", ProgressUnit.MEGABYTES)) {
      return Replicas.load(weights, options, progress::to);
    }
  }
}
