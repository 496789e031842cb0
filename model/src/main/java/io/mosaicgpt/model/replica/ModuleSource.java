package io.mosaicgpt.model.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The module's source text: the model, and the two things that differ by device and element type,
 * attention and linears. Each is a file of its own, since the loader resolves every operator that a
 * text names, and not every build of PyTorch has them all.
 *
 * @param text TorchScript source of the class {@link #CLASS_NAME}
 */
record ModuleSource(String text) {
  static final String CLASS_NAME = "MosaicGpt";

  /** The fastest for a device. PyTorch must have been started. */
  static ModuleSource of(ReplicaOptions options) {
    if (options.device().cuda()) {
      return pooled();
    }
    if (options.type() == ElementType.INT8) {
      return of("attention_cpu.py", "linear_int8.py");
    }
    return of("attention_cpu.py", PyTorch.hasOneDnn() ? "linear_onednn.py" : "linear_plain.py");
  }

  /** What {@link PooledReplica} runs, on any device, in float32 and bfloat16. */
  static ModuleSource pooled() {
    return new ModuleSource(
        resource("mosaicgpt.py")
            + resource("pooled.py")
            + resource("sampling.py")
            + resource("attention_plain.py")
            + resource("linear_plain.py"));
  }

  /** For any device, in float32 and bfloat16. */
  static ModuleSource portable() {
    return of("attention_plain.py", "linear_plain.py");
  }

  private static ModuleSource of(String attention, String linears) {
    return new ModuleSource(resource("mosaicgpt.py") + resource(attention) + resource(linears));
  }

  private static String resource(String name) {
    try (InputStream in = ModuleSource.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
