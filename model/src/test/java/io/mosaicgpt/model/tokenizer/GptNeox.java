package io.mosaicgpt.model.tokenizer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that are not part of this repository and lie beside it, in {@code ../shared} or where the
 * property {@code mosaicgpt.shared} says.
 */
public final class GptNeox {
  private GptNeox() {}

  /** The released model's tokenizer; without it the calling test is skipped. */
  public static Path tokenizer() {
    return beside("gpt-neox-20b/tokenizer.json");
  }

  /** Schemas with instances; without them the calling test is skipped. */
  public static Path maskBench() {
    return beside("jsonschema/maskbench.jsonl.gz");
  }

  /** Prompts with their token ids; without them the calling test is skipped. */
  static Path workload() {
    return beside("bench/workload.jsonl");
  }

  private static Path beside(String name) {
    Path file = shared().resolve(name);
    assumeTrue(Files.exists(file), () -> "skipped: it needs " + file + ", which is not there");
    return file;
  }

  private static Path shared() {
    String property = System.getProperty("mosaicgpt.shared");
    if (property != null) {
      return Path.of(property);
    }
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve(".git"))) {
      root = root.getParent();
    }
    return root.resolveSibling("shared");
  }
}
