package io.mosaicgpt.model.training;

import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.checkpoint.TensorFile;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import io.mosaicgpt.model.replica.module.ScalarType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves a run on disk and resumes it: weights, moments and moving average, how far it had come, and
 * whose run it is. The last two states are kept; one that is damaged gives way to the one before. A
 * resumed run computes what it would have computed without the interruption, to the bit on the same
 * type of processor and with as many threads.
 */
public final class TrainingStates {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingStates.class);
  private static final String TENSORS = "tensors.safetensors";
  private static final int PIECE = 1 << 20;

  private final Path directory;
  private final StateDirectory states;

  /**
   * The states in a directory, which need not exist.
   *
   * @param directory of one run; files beside the states are left alone
   */
  public TrainingStates(Path directory) {
    this.directory = directory;
    this.states = new StateDirectory(directory);
  }

  /**
   * Saves the trainer as it is now.
   *
   * @throws TrainingStateException when that fails; what was saved before is still there
   */
  public void save(Trainer trainer) {
    try (ModuleTensors tensors = ModuleTensors.ofState(trainer.module())) {
      states.add(
          trainer.step(),
          aside -> {
            Path file = aside.resolve(TENSORS);
            TensorFile.write(file, tensors.tensors(), tensors);
            new StateManifest(
                    StateManifest.FORMAT, trainer.step(), trainer.identity(), checksum(file))
                .write(aside);
          });
    } catch (IOException e) {
      throw new TrainingStateException(
          "The state of step %d cannot be saved (%s); those before it are still in %s."
              .formatted(trainer.step(), FileFault.of(e), directory),
          e);
    }
  }

  /**
   * Lets the trainer go on behind the last state that is whole.
   *
   * @return the last step before that; empty when nothing was saved yet
   * @throws TrainingStateException when the state is of another run, or none is whole
   */
  public OptionalInt restore(Trainer trainer) throws IOException {
    List<Path> found = states.newestFirst();
    for (Path state : found) {
      Optional<StateManifest> manifest = whole(state);
      if (manifest.isPresent()) {
        trainer.identity().requireSame(manifest.get().run(), directory);
        load(trainer, state);
        trainer.resumeAfter(manifest.get().step());
        return OptionalInt.of(manifest.get().step());
      }
    }
    if (found.isEmpty()) {
      return OptionalInt.empty();
    }
    throw new TrainingStateException(
        "None of the states in %s is whole; give another directory to begin again."
            .formatted(directory));
  }

  private static Optional<StateManifest> whole(Path state) {
    try {
      StateManifest manifest = StateManifest.read(state);
      if (checksum(state.resolve(TENSORS)) != manifest.checksum()) {
        throw new TrainingStateException("its tensors have another checksum");
      }
      return Optional.of(manifest);
    } catch (IOException e) {
      LOG.warn("{} is passed over: {}", state, FileFault.of(e));
    } catch (TrainingStateException e) {
      LOG.warn("{} is passed over: {}", state, e.getMessage());
    }
    return Optional.empty();
  }

  private static void load(Trainer trainer, Path state) throws IOException {
    try (TensorFile file = TensorFile.open(state.resolve(TENSORS));
        ModuleTensors tensors = ModuleTensors.ofState(trainer.module())) {
      if (!new HashSet<>(file.tensors()).equals(new HashSet<>(tensors.tensors()))) {
        throw new TrainingStateException(state + " holds the tensors of another model");
      }
      for (TensorInfo tensor : file.tensors()) {
        ModuleTensors.Place place = tensors.place(tensor);
        trainer
            .module()
            .put(
                place.group(),
                place.index(),
                ScalarType.of(tensor.type()),
                tensor.byteSize(),
                bytes -> file.read(tensor, bytes));
      }
    } catch (CheckpointException e) {
      throw new TrainingStateException(state + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static long checksum(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] piece = new byte[PIECE];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        checksum.update(piece, 0, count);
      }
    }
    return checksum.getValue();
  }
}
