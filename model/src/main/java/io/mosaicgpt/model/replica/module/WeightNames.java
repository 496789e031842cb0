package io.mosaicgpt.model.replica.module;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the module keeps a tensor of the checkpoint. */
final class WeightNames {
  private static final String PREFIX = "transformer.";
  private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d+)\\.(.+)\\.(weight|bias)");

  /** In the order of the module's lists, which go on to the next block after four. */
  private static final List<String> NORMS = List.of("ln_1", "attn.q_ln", "attn.k_ln", "ln_2");

  private static final List<String> LINEARS =
      List.of("attn.Wqkv", "attn.out_proj", "mlp.mlp_up", "mlp.mlp_down");

  private final int layers;

  WeightNames(int layers) {
    this.layers = layers;
  }

  /**
   * A setter of the module.
   *
   * @param method its name
   * @param index its first argument, if it takes one
   */
  record Target(String method, Optional<Integer> index) {
    static Target list(String method, int index, String kind) {
      return new Target(kind.equals("bias") ? method + "_bias" : method, Optional.of(index));
    }

    static Target single(String method) {
      return new Target(method, Optional.empty());
    }
  }

  /** The setter for a tensor, by its name in the published checkpoint. */
  Target target(String name) {
    String local = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return switch (local) {
      case "wte.weight" -> Target.single("set_wte");
      case "wpe.weight" -> Target.single("set_wpe");
      case "ln_f.weight" -> Target.list("set_norm", 4 * layers, "weight");
      case "ln_f.bias" -> Target.list("set_norm", 4 * layers, "bias");
      default -> inBlock(name, local);
    };
  }

  private static Target inBlock(String name, String local) {
    Matcher matcher = BLOCK.matcher(local);
    if (matcher.matches()) {
      int first = 4 * Integer.parseInt(matcher.group(1));
      int norm = NORMS.indexOf(matcher.group(2));
      if (norm >= 0) {
        return Target.list("set_norm", first + norm, matcher.group(3));
      }
      int linear = LINEARS.indexOf(matcher.group(2));
      if (linear >= 0) {
        return Target.list("set_linear", first + linear, matcher.group(3));
      }
    }
    throw new IllegalArgumentException("the model has no place for the tensor " + name);
  }
}
