package io.mosaicgpt.jobs.command.finetune;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.checkpoint.ModelPreset;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.tokenizer.HuggingFaceJsonTokenizer;
import io.mosaicgpt.model.training.run.StartingPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What a run begins with: exactly one of model, preset and configuration. */
final class StartFlags {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model directory to go on from, or embedded.")
  private Optional<Path> model;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "mpt-1b or tiny, with random weights of --seed.")
  private Optional<String> preset;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A config.json of your own, with random weights of --seed.")
  private Optional<Path> config;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE|DIR",
      description =
          "A tokenizer.json, or the directory it is in; for --preset and --config, and for a"
              + " --model without one.")
  private Optional<Path> tokenizer;

  /** Refuses more or less than one start, before anything is opened. */
  void check() {
    long given = Stream.of(model, preset, config).filter(Optional::isPresent).count();
    if (given != 1) {
      throw new BadInputException(
          "%s of --model, --preset and --config %s given: give exactly one."
              .formatted(given == 0 ? "None" : given, given == 0 ? "is" : "are"));
    }
    if (model.isEmpty() && tokenizer.isEmpty()) {
      throw new BadInputException(
          "--tokenizer is missing: random weights have none, so give a tokenizer.json, which"
              + " 'tokenizer train' makes.");
    }
    if (model.isPresent()
        && tokenizer.isPresent()
        && (isEmbedded() || Files.exists(inDirectory(model.get())))) {
      throw new BadInputException(
          ("--tokenizer is given, but %s has one of its own that its weights were trained with:"
                  + " leave --tokenizer out.")
              .formatted(model.get()));
    }
  }

  /**
   * Opens it.
   *
   * @param seed of random weights
   */
  StartingPoint open(long seed) throws IOException {
    if (isEmbedded()) {
      return StartingPoint.embedded();
    }
    if (model.isPresent()) {
      return StartingPoint.ofModel(model.get(), tokenizerFile(model.get()));
    }
    Path file = tokenizerFile(tokenizer.orElseThrow());
    String name = preset.orElseGet(() -> config.orElseThrow().toString());
    return StartingPoint.random(name, configuration(), seed, file);
  }

  private boolean isEmbedded() {
    return model.equals(Optional.of(Path.of(EngineSpec.EMBEDDED)));
  }

  private Path tokenizerFile(Path otherwise) {
    Path path = tokenizer.orElse(otherwise);
    return Files.isDirectory(path) ? inDirectory(path) : path;
  }

  private static Path inDirectory(Path directory) {
    return directory.resolve(HuggingFaceJsonTokenizer.FILE_NAME);
  }

  private ModelPreset configuration() throws IOException {
    if (preset.isPresent()) {
      if (!ModelPreset.names().contains(preset.get())) {
        throw new BadInputException(
            "--preset is '%s': give one of %s, or a config.json with --config."
                .formatted(preset.get(), String.join(", ", ModelPreset.names())));
      }
      return ModelPreset.of(preset.get());
    }
    Path file = config.orElseThrow();
    if (!Files.isRegularFile(file)) {
      throw new BadInputException("--config is '%s', which is no file.".formatted(file));
    }
    return ModelPreset.of(file.toAbsolutePath().toString());
  }
}
