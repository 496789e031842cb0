package io.mosaicgpt.model.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * An open model directory. Tensors are read one at a time, so that the heap stays small whatever
 * the size of the checkpoint. Not thread-safe.
 */
public interface Checkpoint extends Closeable {
  /** Most bytes that a {@code tokenizer.json} may have; that of GPT-NeoX has 2 MB. */
  int MAX_TOKENIZER_BYTES = 32 << 20;

  /** The model's configuration, validated. */
  ModelConfig config();

  /** How probabilities of labels are to be shown; no part of {@link #hash}. */
  default Calibration calibration() {
    return Calibration.NONE;
  }

  /** How tokens are chosen where nobody says; no part of {@link #hash}. */
  default GenerationConfig generationConfig() {
    return GenerationConfig.NONE;
  }

  /**
   * Identifies weights, configuration and tokenizer: SHA-256 in hexadecimal, the same on every
   * machine, computed when first asked for and without reading all of the weights. It covers
   *
   * <ul>
   *   <li>every byte of {@code config.json};
   *   <li>every byte of {@code tokenizer.json}, or that there is none;
   *   <li>of each tensor, in the order of names: name, element type and shape, and of its data the
   *       first and the last 64 KiB and 64 KiB at every multiple of 64 MiB.
   * </ul>
   *
   * <p>So the same weights have the same hash as safetensors, as a torch archive and in any number
   * of shards, and a model that was trained further has another. A change of single values in the
   * middle of a tensor of more than 128 KiB is not seen. Directory and file names do not count, nor
   * do {@code calibration.json} and {@code generation_config.json}: see {@link Calibration} and
   * {@link GenerationConfig}.
   *
   * @throws java.io.UncheckedIOException when a file cannot be read
   */
  String hash();

  /** Every tensor the configuration calls for, checked for presence and shape. */
  Collection<TensorInfo> tensors();

  /**
   * Reads one tensor's data, row-major and contiguous, into {@code destination} from its position,
   * which it advances by {@link TensorInfo#byteSize()}.
   *
   * @throws CheckpointException when the file ends early or was changed since it was opened
   */
  void read(TensorInfo tensor, ByteBuffer destination) throws IOException;
}
