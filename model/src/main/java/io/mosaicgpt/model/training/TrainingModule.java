package io.mosaicgpt.model.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ModelLayout;
import io.mosaicgpt.model.checkpoint.ModelLayout.Role;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import io.mosaicgpt.model.replica.module.ScalarType;
import io.mosaicgpt.model.replica.module.ScriptModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Calls into the TorchScript module that holds weights, moments and gradients. */
final class TrainingModule implements AutoCloseable {
  private static final String CLASS_NAME = "MosaicGptTraining";

  private final ScriptModule module;
  private final ModelConfig config;
  private final List<ModelLayout.Entry> layout;
  private final TrainingOptions options;

  private TrainingModule(ScriptModule module, ModelConfig config, TrainingOptions options) {
    this.module = module;
    this.config = config;
    this.layout = ModelLayout.of(config);
    this.options = options;
  }

  /** A module whose weights are 0; PyTorch must have been started. */
  static TrainingModule open(ModelConfig config, TrainingOptions options, ComputeOptions compute) {
    return open(config, options, compute, ScalarType.FLOAT32, options.precision().scalarType());
  }

  /**
   * The same with types of one's own.
   *
   * @param storage PyTorch's number for the type of weights
   * @param arithmetic that for the type of linears and attention
   */
  static TrainingModule open(
      ModelConfig config,
      TrainingOptions options,
      ComputeOptions compute,
      int storage,
      int arithmetic) {
    ScriptModule script = new ScriptModule(CLASS_NAME, source(), compute.usedThreads(config));
    try {
      TrainingModule module = new TrainingModule(script, config, options);
      module.configure(compute, storage, arithmetic);
      return module;
    } catch (RuntimeException | Error e) {
      script.close();
      throw e;
    }
  }

  private static String source() {
    try (InputStream in = TrainingModule.class.getResourceAsStream("training.torchscript")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void configure(ComputeOptions compute, int storage, int arithmetic) {
    module.run(
        "configure",
        compute.device().toString(),
        storage,
        arithmetic,
        config.nLayers(),
        config.nHeads(),
        config.dModel(),
        config.usableVocabSize());
    module.run(
        "configure_attention",
        config.alibi() ? config.alibiBiasMax() : -1.0,
        config.qkLayerNorm(),
        config.clipQkv().orElse(0),
        config.softmaxScale(),
        config.logitScale(),
        config.bias());
    module.run(
        "configure_training",
        options.labelSmoothing(),
        compute.recompute(),
        options.averageDecay() > 0);
    for (ModelLayout.Entry entry : layout) {
      long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
      boolean decayed = entry.role() == Role.LINEAR || entry.role() == Role.RESIDUAL;
      module.run("declare", shape, decayed);
    }
    try (NDManager manager = module.manager().newSubManager()) {
      module.differentiable("allocate", manager.create(0));
    }
  }

  /** The model's tensors, in the order of their indices. */
  List<ModelLayout.Entry> layout() {
    return layout;
  }

  /** Groups that outlast a step. */
  EnumSet<TensorGroup> groups() {
    EnumSet<TensorGroup> groups = EnumSet.range(TensorGroup.WEIGHTS, TensorGroup.SECOND_MOMENT);
    if (options.averageDecay() > 0) {
      groups.add(TensorGroup.AVERAGE);
    }
    return groups;
  }

  /** Takes the weights of a checkpoint of the same layout, and lets the average begin with them. */
  void load(Checkpoint checkpoint) throws IOException {
    Map<String, TensorInfo> tensors =
        checkpoint.tensors().stream().collect(toMap(TensorInfo::name, identity()));
    for (int i = 0; i < layout.size(); i++) {
      TensorInfo tensor = tensors.get(layout.get(i).name());
      put(
          TensorGroup.WEIGHTS,
          i,
          ScalarType.of(tensor.type()),
          tensor.byteSize(),
          bytes -> checkpoint.read(tensor, bytes));
    }
    module.run("begin_average");
  }

  /** Writes a tensor's bytes to a buffer of just that size. */
  @FunctionalInterface
  interface Filler {
    void fill(ByteBuffer bytes) throws IOException;
  }

  /** Replaces a tensor by numbers of the given type, which are converted. */
  void put(TensorGroup group, int index, int scalarType, long byteSize, Filler filler)
      throws IOException {
    try (NDManager manager = module.manager().newSubManager()) {
      NDArray bytes = manager.create(new Shape(byteSize), DataType.INT8);
      filler.fill(bytes.toByteBuffer(true));
      module.run("put", group.label(), index, scalarType, bytes);
    }
  }

  /** A tensor's numbers in the given type, as bytes that {@code owner} closes. */
  NDArray get(NDManager owner, TensorGroup group, int index, int scalarType) {
    return module.tensor(owner, "get", group.label(), index, scalarType);
  }

  /** Owner of what is read. */
  NDManager newManager() {
    return module.manager().newSubManager();
  }

  /**
   * Adds a micro-batch's gradients to those of the step.
   *
   * @return its part of the step's loss
   */
  double accumulate(MicroBatch batch, DropoutFactors dropout, int step, int index) {
    try (NDManager manager = newManager()) {
      return module.differentiable(
              "accumulate",
              tokens(manager, batch),
              manager.create(batch.scored()),
              manager.create(batch.targets()),
              manager.create(batch.weights()),
              factors(manager, batch, dropout, step, index))
          .toDoubleArray()[0];
    }
  }

  private NDArray factors(
      NDManager manager, MicroBatch batch, DropoutFactors dropout, int step, int index) {
    int places = dropout.any() ? 1 + 2 * config.nLayers() : 0;
    float[] factors = dropout.of(step, index, places * batch.rows() * config.dModel());
    return manager.create(factors, new Shape(places, batch.rows(), config.dModel()));
  }

  /** A micro-batch's part of the loss, without dropout and label smoothing. */
  double evaluate(MicroBatch batch, boolean averaged) {
    try (NDManager manager = newManager()) {
      return module.number(
          "evaluate",
          averaged,
          tokens(manager, batch),
          manager.create(batch.scored()),
          manager.create(batch.targets()),
          manager.create(batch.weights()));
    }
  }

  /** Logits [scored tokens][usable vocabulary], row after row. */
  float[] logits(MicroBatch batch, boolean averaged) {
    try (NDManager manager = newManager()) {
      return module
          .tensor(
              manager, "logits", averaged, tokens(manager, batch), manager.create(batch.scored()))
          .toFloatArray();
    }
  }

  private static NDArray tokens(NDManager manager, MicroBatch batch) {
    return manager.create(batch.tokens(), new Shape(batch.rows(), batch.length()));
  }

  double gradientNorm() {
    return module.number("gradient_norm");
  }

  void dropGradients() {
    module.run("drop_gradients");
  }

  /**
   * Changes the weights, and uses up the gradients.
   *
   * @param step counted from 1
   * @param scale of the gradients
   * @param averageDecay what the average keeps of itself
   */
  void update(int step, double scale, double learningRate, double averageDecay) {
    module.run(
        "update",
        step,
        scale,
        learningRate,
        options.weightDecay(),
        options.beta1(),
        options.beta2(),
        options.epsilon(),
        averageDecay);
  }

  @Override
  public void close() {
    module.close();
  }
}
