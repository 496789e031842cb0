package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Optional;

/**
 * Writes model directories in the published layout, streaming: a few megabytes of memory whatever
 * the model. The weights bear the ending {@code .incomplete} until they are whole and on disk, so a
 * directory whose writer was killed is recognised as half-written.
 */
public final class CheckpointWriter {
  /** Room for headers, index and configuration beside the tensors. */
  private static final long SLACK = 16 << 20;

  private final SourcedCheckpoint source;
  private final Path output;
  private final WeightFormat format;

  private CheckpointWriter(SourcedCheckpoint source, Path output, WeightFormat format) {
    this.source = requireNonNull(source, "source is null");
    this.output = requireNonNull(output, "output is null");
    this.format = requireNonNull(format, "format is null");
  }

  /**
   * Writes a model with random float32 weights, the same for the same seed on every machine.
   *
   * @param output a directory that is empty or does not exist yet
   * @throws CheckpointException when the directory has files or the disk too little room
   */
  public static void writeRandom(
      ModelPreset preset, long seed, Path output, WeightFormat format, ProgressListener listener)
      throws IOException {
    write(new RandomCheckpoint(preset, seed), output, format, listener);
  }

  /**
   * Writes a model with weights from elsewhere, as safetensors.
   *
   * @param preset the model's configuration, which is written with the weights' type for its own
   * @param files what is to lie beside the weights
   * @param type that the weights are stored in
   * @param weights gives those of the configuration's layout in that type
   * @param output a directory that is empty or does not exist yet
   * @throws CheckpointException when the directory has files or the disk too little room
   */
  public static void writeTrained(
      ModelPreset preset,
      CompanionFiles files,
      WeightType type,
      TensorSource weights,
      Path output,
      ProgressListener listener)
      throws IOException {
    write(
        new TrainedCheckpoint(preset, files, type, weights),
        output,
        WeightFormat.SAFETENSORS,
        listener);
  }

  /** Writes a checkpoint's configuration, whatever it has beside it, and weights. */
  static void write(
      SourcedCheckpoint source, Path output, WeightFormat format, ProgressListener listener)
      throws IOException {
    new CheckpointWriter(source, output, format).write(listener);
  }

  private void write(ProgressListener listener) throws IOException {
    OutputDirectory directory = OutputDirectory.prepare(output);
    Path config = output.resolve(ModelConfigReader.FILE_NAME);
    Path tokenizer = output.resolve(SourcedCheckpoint.TOKENIZER);
    Path generation = output.resolve(GenerationConfig.FILE_NAME);
    Path weights = output.resolve(format.fileName());
    Path incomplete = output.resolve(format.fileName() + WeightFiles.INCOMPLETE_SUFFIX);
    try {
      requireRoom();
      Files.write(config, source.configJson());
      writeIfPresent(tokenizer, source.tokenizerJson());
      writeIfPresent(generation, source.generationConfigJson());
      if (!source.calibration().equals(Calibration.NONE)) {
        source.calibration().write(output);
      }
      writeWeights(incomplete, listener);
      Files.move(incomplete, weights, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(incomplete);
      Files.deleteIfExists(output.resolve(Calibration.FILE_NAME));
      Files.deleteIfExists(generation);
      Files.deleteIfExists(tokenizer);
      Files.deleteIfExists(config);
      directory.discard();
      throw e;
    }
  }

  private static void writeIfPresent(Path file, Optional<byte[]> content) throws IOException {
    if (content.isPresent()) {
      Files.write(file, content.get());
    }
  }

  private void requireRoom() throws IOException {
    long needed = source.tensors().stream().mapToLong(TensorInfo::byteSize).sum() + SLACK;
    long room = Files.getFileStore(output).getUsableSpace();
    if (room < needed) {
      throw new CheckpointException(
          "The model takes %d MB, but the disk of %s has %d MB left; free some or give another one."
              .formatted(needed >> 20, output, room >> 20));
    }
  }

  private void writeWeights(Path file, ProgressListener listener) throws IOException {
    Collection<TensorInfo> tensors = source.tensors();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      TensorStream stream = new TensorStream(tensors, source, out, listener);
      switch (format) {
        case SAFETENSORS -> SafetensorsWriter.write(out, tensors, stream);
        case TORCH -> TorchArchiveWriter.write(out, tensors, stream);
      }
      out.force(true);
    }
  }
}
