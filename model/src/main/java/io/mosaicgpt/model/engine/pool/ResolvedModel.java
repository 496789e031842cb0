package io.mosaicgpt.model.engine.pool;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import io.mosaicgpt.model.digest.Sha256;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.loop.BatchingOptions;
import io.mosaicgpt.model.engine.loop.LoadedModel;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.replica.Replicas;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A spec with every {@code auto} decided, for the model as it is now. {@code auto} takes the CUDA
 * device that the fewest use, if there is any; float32 for models below 200 million parameters,
 * where it costs little, and bfloat16 above, on a device that can do it. It never takes int8, which
 * is further from what the model was trained in.
 */
final class ResolvedModel {
  private static final Logger LOG = LoggerFactory.getLogger(ResolvedModel.class);
  private static final String AUTO = "auto";
  private static final long SMALL_PARAMETERS = 200_000_000;

  private final ModelSource source;
  private final EngineKey key;
  private final ElementType type;
  private final ReplicaDevice device;
  private final ModelView view;

  private ResolvedModel(
      ModelSource source, EngineKey key, ElementType type, ReplicaDevice device, ModelView view) {
    this.source = source;
    this.key = key;
    this.type = type;
    this.device = device;
    this.view = view;
  }

  /**
   * Looks at the model, but loads nothing.
   *
   * @param choice one of the devices that the spec allows
   * @throws CheckpointException when the model cannot be used
   * @throws IllegalArgumentException when the spec has an unusable value
   */
  static ResolvedModel of(EngineSpec spec, Function<List<ReplicaDevice>, ReplicaDevice> choice)
      throws IOException {
    requireUsable(spec);
    ModelSource source = ModelSource.of(spec.model());
    try (Checkpoint checkpoint = source.open()) {
      ModelConfig config = checkpoint.config();
      ReplicaDevice device = device(spec, choice);
      ElementType type = type(spec, checkpoint, device);
      BatchingOptions options = options(spec, config, device, type);
      EngineKey key =
          new EngineKey(
              device.toString(), servedHash(checkpoint.hash(), type), spec.maxNumSeqs(), options);
      ModelView view =
          new ModelView(
              config,
              PromptTemplates.forModel(config.dolly(), spec.promptTemplate()),
              spec.calibration(checkpoint.calibration()),
              checkpoint.generationConfig());
      return new ResolvedModel(source, key, type, device, view);
    }
  }

  static void requireUsable(EngineSpec spec) {
    if (spec.maxNumSeqs() < 1) {
      throw new IllegalArgumentException(
          "max-num-seqs is %d, but must be at least 1".formatted(spec.maxNumSeqs()));
    }
    if (spec.maxNumBatchedTokens() < spec.maxNumSeqs()) {
      throw new IllegalArgumentException(
          "max-num-batched-tokens is %d, but must be at least max-num-seqs, which is %d"
              .formatted(spec.maxNumBatchedTokens(), spec.maxNumSeqs()));
    }
  }

  /** One of the devices that a spec allows. */
  static ReplicaDevice device(
      EngineSpec spec, Function<List<ReplicaDevice>, ReplicaDevice> choice) {
    return choice.apply(
        spec.device().equals(AUTO)
            ? Replicas.devices()
            : List.of(ReplicaDevice.parse(spec.device())));
  }

  /**
   * How a spec's weights are held on a device.
   *
   * @throws IllegalArgumentException when the device is not there, or cannot do it
   */
  static ElementType type(EngineSpec spec, Checkpoint checkpoint, ReplicaDevice device) {
    ElementType type =
        spec.dtype().equals(AUTO)
            ? typeFor(parameters(checkpoint), device)
            : ElementType.parse(spec.dtype());
    Replicas.requireDevice(device, type);
    return type;
  }

  /** How an engine of a spec shares its replica out. */
  static BatchingOptions options(
      EngineSpec spec, ModelConfig config, ReplicaDevice device, ElementType type) {
    int maxModelLen = spec.maxModelLen() == 0 ? config.maxSeqLen() : spec.maxModelLen();
    return new BatchingOptions(
        spec.maxNumBatchedTokens(),
        maxModelLen,
        KvBudget.limit(spec, device, config, type, maxModelLen),
        spec.prefixCache());
  }

  /**
   * How {@code auto} holds weights on a device that can do it all.
   *
   * @throws IllegalArgumentException when the spec names a type that there is not
   */
  static ElementType typeAnywhere(EngineSpec spec, Checkpoint checkpoint) {
    if (!spec.dtype().equals(AUTO)) {
      return ElementType.parse(spec.dtype());
    }
    return parameters(checkpoint) < SMALL_PARAMETERS ? ElementType.FLOAT32 : ElementType.BFLOAT16;
  }

  private static long parameters(Checkpoint checkpoint) {
    return checkpoint.tensors().stream().mapToLong(TensorInfo::elements).sum();
  }

  /** What {@code auto} takes for a model of so many parameters. */
  static ElementType typeFor(long parameters, ReplicaDevice device) {
    if (parameters < SMALL_PARAMETERS) {
      return ElementType.FLOAT32;
    }
    if (!Replicas.hasBfloat16(device)) {
      LOG.warn(
          "dtype auto takes float32, twice the memory of bfloat16, which this CPU cannot serve");
      return ElementType.FLOAT32;
    }
    return ElementType.BFLOAT16;
  }

  /** Another element type gives other tokens, so it is another model. */
  static String servedHash(String checkpointHash, ElementType type) {
    return Sha256.hex(checkpointHash + " " + type);
  }

  EngineKey key() {
    return key;
  }

  /** How whoever gave the spec sees the model. */
  ModelView view() {
    return view;
  }

  /** Loads tokenizer and weights; {@code listener} is told how far the weights have come. */
  LoadedModel load(ProgressListener listener) throws IOException {
    Optional<Tokenizer> tokenizer = source.openTokenizer();
    try (Checkpoint checkpoint = source.open()) {
      if (!servedHash(checkpoint.hash(), type).equals(key.model())) {
        throw new CheckpointException(
            "%s changed while it was being opened; try again".formatted(source.name()));
      }
      ServedModel served =
          new ServedModel(
              view.config(),
              key.model(),
              key.options().maxModelLen(),
              tokenizer,
              view.template(),
              view.calibration(),
              view.generationConfig());
      LOG.info("Loading {} in {} on {}", source.name(), type, device);
      ReplicaOptions options =
          new ReplicaOptions(
              type,
              device,
              key.maxNumSeqs(),
              served.maxModelLen(),
              served.usableVocab(),
              key.options().totalPositions(key.maxNumSeqs(), ReplicaOptions.POSITION_QUANTUM),
              0);
      return new LoadedModel(
          served, Replicas.load(checkpoint, options, listener), key.options(), type, device);
    } catch (IOException | RuntimeException | Error e) {
      tokenizer.ifPresent(Tokenizer::close);
      throw e;
    }
  }
}
