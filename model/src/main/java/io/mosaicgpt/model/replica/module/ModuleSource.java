package io.mosaicgpt.model.replica.module;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.replica.gpu.PooledReplica;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The module's source text: the model, and what differs by device and element type, attention and
 * linears. They are files of their own, since the loader resolves every operator that a text names,
 * and not every build of PyTorch has them all.
 *
 * @param text TorchScript source of the class {@link #CLASS_NAME}
 */
public record ModuleSource(String text) {
  public static final String CLASS_NAME = "MosaicGpt";

  /**
   * What serves a type on a device. PyTorch must have been started.
   *
   * @throws IllegalArgumentException when this machine's CPU cannot serve that type
   */
  public static ModuleSource of(ReplicaOptions options) {
    if (options.device().cuda()) {
      return pooled();
    }
    return of(LinearKernel.onCpu(options.type()));
  }

  /** For the CPU, with linears by that kernel. */
  public static ModuleSource of(LinearKernel linears) {
    return of("attention_cpu.py", linears);
  }

  /** What {@link PooledReplica} runs, on any device, in float32 and bfloat16. */
  public static ModuleSource pooled() {
    return joined(
        "mosaicgpt.py", "pooled.py", "sampling.py", "attention_plain.py", "linear_plain.py");
  }

  /** For any device, in float32 and bfloat16. */
  public static ModuleSource portable() {
    return of("attention_plain.py", LinearKernel.PORTABLE);
  }

  private static ModuleSource of(String attention, LinearKernel linears) {
    return switch (linears) {
      case ONEDNN_FLOAT32, ONEDNN_BFLOAT16 -> joined("mosaicgpt.py", "linear_onednn.py", attention);
      case PORTABLE -> joined("mosaicgpt.py", "linear_plain.py", attention);
      case ONEDNN_INT8 -> joined("mosaicgpt.py", "int8_onednn.py", "linear_int8.py", attention);
      // These add an attribute: they come right behind the model, whose text ends for that.
      case FBGEMM_BFLOAT16 -> joined("mosaicgpt.py", "linear_fbgemm.py", attention);
      case FBGEMM_INT8 -> joined("mosaicgpt.py", "int8_fbgemm.py", "linear_int8.py", attention);
    };
  }

  private static ModuleSource joined(String... names) {
    return new ModuleSource(
        Arrays.stream(names).map(ModuleSource::resource).collect(Collectors.joining()));
  }

  private static String resource(String name) {
    try (InputStream in =
        ModuleSource.class.getResourceAsStream("/io/mosaicgpt/model/replica/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
