package io.mosaicgpt.model.replica.module;

import io.mosaicgpt.model.forward.ReplicaOptions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The module's source: the model, and what differs by device and element type. The latter are texts
 * of their own, since the loader resolves every operator that a source names, and not every build
 * of PyTorch has them all.
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
    return joined(parts(options));
  }

  /** The same with methods that measure what the machine can do. */
  public static ModuleSource probing(ReplicaOptions options) {
    return joined(Stream.concat(parts(options).stream(), Stream.of("machine_probe")).toList());
  }

  /** For the CPU, with linears by that kernel. */
  public static ModuleSource of(LinearKernel linears) {
    return joined(parts("attention_cpu", linears));
  }

  /** What the form for GPUs runs, on any device, in float32 and bfloat16. */
  public static ModuleSource pooled() {
    return joined(pooledParts());
  }

  /** For any device, in float32 and bfloat16. */
  public static ModuleSource portable() {
    return joined(parts("attention_plain", LinearKernel.PORTABLE));
  }

  private static List<String> parts(ReplicaOptions options) {
    return options.device().cuda()
        ? pooledParts()
        : parts("attention_cpu", LinearKernel.onCpu(options.type()));
  }

  private static List<String> pooledParts() {
    return List.of("attention_plain", "linear_plain", "pooled", "sampling");
  }

  private static List<String> parts(String attention, LinearKernel linears) {
    return switch (linears) {
      case ONEDNN_FLOAT32, ONEDNN_BFLOAT16 -> List.of(attention, "linear_onednn");
      case FBGEMM_BFLOAT16 -> List.of(attention, "linear_fbgemm");
      case ONEDNN_INT8 -> List.of(attention, "linear_int8", "int8_onednn");
      case INT8_BY_ROWS -> List.of(attention, "linear_int8", "int8_by_rows");
      case FBGEMM_INT8 -> List.of(attention, "linear_int8", "int8_fbgemm");
      case PORTABLE -> List.of(attention, "linear_plain");
    };
  }

  private static ModuleSource joined(List<String> parts) {
    return new ModuleSource(
        ModuleText.resource("mosaicgpt")
            .joinedWith(parts.stream().map(ModuleText::resource).toList()));
  }
}
