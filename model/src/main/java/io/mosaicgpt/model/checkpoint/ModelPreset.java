package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration to make a model from: {@code mpt-1b}, the shape of the released
 * mosaicml/mpt-1b-redpajama-200b-dolly; {@code tiny}, the same architecture in 2 layers of width
 * 64; or a {@code config.json} of the user's own.
 */
public final class ModelPreset {
  private static final List<String> NAMES = List.of("mpt-1b", "tiny");
  private static final ResourceFolder PRESETS =
      ResourceFolder.ofLibrary("io/mosaicgpt/model/checkpoint/presets");

  private final ModelConfig config;
  private final byte[] json;

  private ModelPreset(ModelConfig config, byte[] json) {
    this.config = requireNonNull(config, "config is null");
    this.json = json;
  }

  /** Names of the presets in this library. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A preset of this library, or the configuration in a file.
   *
   * @throws CheckpointException when there is neither, or the file is no MosaicGPT configuration
   */
  public static ModelPreset of(String nameOrFile) throws IOException {
    if (NAMES.contains(nameOrFile)) {
      return ofResource(PRESETS, nameOrFile + ".json", nameOrFile);
    }
    Path file = file(nameOrFile);
    StrictJson.requireSize(file, ModelConfigReader.MAX_BYTES);
    return of(file, Files.readAllBytes(file), ModelNames.of(file.resolveSibling(".")));
  }

  /** The configuration of the model inside this library's jar. */
  public static ModelPreset embedded() throws IOException {
    return EmbeddedModel.preset();
  }

  /**
   * The configuration in a resource.
   *
   * @param name of the model
   */
  static ModelPreset ofResource(ResourceFolder folder, String file, String name)
      throws IOException {
    return of(folder.place(file), folder.require(file), name);
  }

  private static Path file(String name) {
    try {
      Path file = Path.of(name);
      if (Files.isRegularFile(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // Not a file, then.
    }
    throw new CheckpointException(
        "There is no preset and no file %s; give one of %s, or the path of a config.json."
            .formatted(name, String.join(", ", NAMES)));
  }

  private static ModelPreset of(Path file, byte[] json, String name) throws IOException {
    return new ModelPreset(
        ModelConfigReader.read(file, StrictJson.parseObject(file, json), name), json);
  }

  /** The configuration. */
  public ModelConfig config() {
    return config;
  }

  /**
   * Whether a model with this configuration is served with Dolly's prompt when it lies in a
   * directory of that name.
   */
  public boolean isDollyIn(Path directory) {
    return config.dolly() || ModelNames.isDolly(ModelNames.of(directory));
  }

  /** The configuration as {@code config.json} has it. */
  byte[] json() {
    return json.clone();
  }
}
