package io.mosaicgpt.model.engine.pool;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.EmbeddedModel;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.tokenizer.HuggingFaceJsonTokenizer;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a model comes from: a directory, or this library's jar. */
public interface ModelSource {
  /** The source that a spec names. */
  static ModelSource of(String model) {
    if (model.equals(EngineSpec.EMBEDDED)) {
      return new Embedded();
    }
    try {
      return new Directory(Path.of(model));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "model is \"%s\", which is no path: give a model directory".formatted(model), e);
    }
  }

  /** For messages. */
  String name();

  Checkpoint open() throws IOException;

  /** Empty if it has none. */
  Optional<Tokenizer> openTokenizer() throws IOException;

  /** A model directory. */
  record Directory(Path path) implements ModelSource {
    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public Checkpoint open() throws IOException {
      return Checkpoints.open(path);
    }

    @Override
    public Optional<Tokenizer> openTokenizer() {
      return HuggingFaceJsonTokenizer.inDirectory(path);
    }
  }

  /** The model inside the jar. */
  record Embedded() implements ModelSource {
    private static final String TOKENIZER = "tokenizer.json";

    @Override
    public String name() {
      return EngineSpec.EMBEDDED;
    }

    @Override
    public Checkpoint open() throws IOException {
      return Checkpoints.embedded();
    }

    @Override
    public Optional<Tokenizer> openTokenizer() throws IOException {
      byte[] json =
          EmbeddedModel.file(TOKENIZER)
              .orElseThrow(
                  () -> new FileNotFoundException("The embedded model has no " + TOKENIZER));
      return Optional.of(
          HuggingFaceJsonTokenizer.open("embedded/" + TOKENIZER, new ByteArrayInputStream(json)));
    }
  }
}
