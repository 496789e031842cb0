package io.mosaicgpt.model.checkpoint;

import java.io.IOException;
import java.util.Optional;

/** The model inside this library's jar, whose files have the names of those of a directory. */
public final class EmbeddedModel {
  private static final String NAME = "embedded";
  private static final ResourceFolder FILES =
      ResourceFolder.ofLibrary("io/mosaicgpt/model/embedded");

  private EmbeddedModel() {}

  /** All bytes of one of its files, {@code tokenizer.json} for one, if it is there. */
  public static Optional<byte[]> file(String name) throws IOException {
    return FILES.find(name);
  }

  static SourcedCheckpoint open() throws IOException {
    return open(FILES);
  }

  static ModelPreset preset() throws IOException {
    return preset(FILES);
  }

  private static ModelPreset preset(ResourceFolder folder) throws IOException {
    return ModelPreset.ofResource(folder, ModelConfigReader.FILE_NAME, NAME);
  }

  static SourcedCheckpoint open(ResourceFolder folder) throws IOException {
    return ResourceCheckpoint.open(folder, preset(folder));
  }
}
