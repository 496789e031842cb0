package io.mosaicgpt.jobs.checkpoint;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.job.FoundState;
import io.mosaicgpt.jobs.job.StateIdentity;
import io.mosaicgpt.operators.OperatorUids;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/**
 * A checkpoint or savepoint, as far as it can be known without a job.
 *
 * @param coordinator what Flink has saved of its source's enumerator; empty when it has no such
 *     source
 */
record SavedState(Optional<byte[]> coordinator) {
  private static final int COORDINATOR_VERSION = 1;

  SavedState {
    requireNonNull(coordinator, "coordinator is null");
  }

  /**
   * Reads the metadata and looks whether all that it speaks of is there.
   *
   * @param pointer what Flink takes as {@code --restore}
   * @throws IOException when it cannot be reached from here, is none, or is broken
   */
  static SavedState read(String pointer) throws IOException {
    CompletedCheckpointStorageLocation location =
        AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(pointer);
    Optional<byte[]> coordinator = Optional.empty();
    try (DataInputStream in = new DataInputStream(location.getMetadataHandle().openInputStream())) {
      CheckpointMetadata metadata =
          Checkpoints.loadCheckpointMetadata(
              in, SavedState.class.getClassLoader(), location.getExternalPointer());
      for (OperatorState operator : metadata.getOperatorStates()) {
        requireWhole(operator);
        if (operator.getCoordinatorState() != null
            && operator.getOperatorUid().equals(Optional.of(OperatorUids.SOURCE))) {
          coordinator = Optional.of(operator.getCoordinatorState().getData());
        }
      }
      return new SavedState(coordinator);
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  /**
   * What a job makes of its source; empty when there is no source.
   *
   * @throws IOException when it cannot be read
   */
  Optional<FoundState> seenBy(StateIdentity job) throws IOException {
    try {
      return coordinator.isPresent() ? Optional.of(look(job, coordinator.get())) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  private static IOException broken(Exception cause) {
    return new IOException("it is broken (%s)".formatted(cause), cause);
  }

  /** Flink puts versions and a length before what the source's enumerator gave it. */
  private static FoundState look(StateIdentity job, byte[] coordinator) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(coordinator));
    int version = in.readInt();
    if (version > COORDINATOR_VERSION) {
      throw new IOException("version %d of Flink's source coordinator".formatted(version));
    }
    int enumeratorVersion = in.readInt();
    return job.look(enumeratorVersion, in.readNBytes(in.readInt()));
  }

  private static void requireWhole(OperatorState operator) throws IOException {
    for (OperatorSubtaskState subtask : operator.getStates()) {
      for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
        if (handle.getDelegateStateHandle() instanceof FileStateHandle file) {
          requireWhole(file);
        }
      }
    }
  }

  private static void requireWhole(FileStateHandle file) throws IOException {
    long there = file.getFilePath().getFileSystem().getFileStatus(file.getFilePath()).getLen();
    if (there != file.getStateSize()) {
      throw new IOException(
          "%s has %d bytes of %d".formatted(file.getFilePath(), there, file.getStateSize()));
    }
  }
}
