package io.mosaicgpt.jobs.checkpoint;

import io.mosaicgpt.jobs.job.FileEnds;
import io.mosaicgpt.operators.kafka.identity.IdentifiedState;
import io.mosaicgpt.operators.kafka.identity.IdentifiedStateSerializer;
import io.mosaicgpt.operators.kafka.identity.JobIdentity;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.kafka.common.TopicPartition;

/** Writes checkpoints as Flink does, of a job that has read one partition. */
public final class SavedCheckpoints {
  private SavedCheckpoints() {}

  /** A checkpoint of a job; returns its directory. */
  public static Path write(Path checkpoint, long millis, JobIdentity job) throws IOException {
    return write(checkpoint, millis, job, KafkaPartitionSplit.NO_STOPPING_OFFSET);
  }

  /** A checkpoint of a job whose partition ends at an offset; returns its directory. */
  public static Path write(Path checkpoint, long millis, JobIdentity job, long end)
      throws IOException {
    IdentifiedStateSerializer serializer = new IdentifiedStateSerializer();
    IdentifiedState state =
        new IdentifiedState(Optional.of(job), partitions(job.inputTopic(), end));
    return write(checkpoint, millis, serializer.getVersion(), serializer.serialize(state));
  }

  /** A checkpoint of a program that did not note whose it is. */
  public static Path writeUnidentified(Path checkpoint, long millis, String inputTopic)
      throws IOException {
    KafkaSourceEnumStateSerializer serializer = new KafkaSourceEnumStateSerializer();
    return write(
        checkpoint,
        millis,
        serializer.getVersion(),
        serializer.serialize(partitions(inputTopic, KafkaPartitionSplit.NO_STOPPING_OFFSET)));
  }

  /** A checkpoint of a job between files, up to where the connector's part begins. */
  public static Path write(Path checkpoint, long millis, FileEnds job) throws IOException {
    List<String> inputs = job.inputs().stream().map(Path::toString).sorted().toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(2 + inputs.size());
    out.writeUTF("files");
    out.writeUTF(job.output().toString());
    for (String input : inputs) {
      out.writeUTF(input);
    }
    return write(checkpoint, millis, 200, bytes.toByteArray());
  }

  private static KafkaSourceEnumState partitions(String topic, long end) {
    return new KafkaSourceEnumState(
        List.of(new KafkaPartitionSplit(new TopicPartition(topic, 0), 0, end)), List.of(), true);
  }

  private static Path write(Path checkpoint, long millis, int version, byte[] enumerator)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream coordinator = new DataOutputStream(bytes);
    coordinator.writeInt(1);
    coordinator.writeInt(version);
    coordinator.writeInt(enumerator.length);
    coordinator.write(enumerator);
    OperatorState source =
        new OperatorState("Source", "mosaicgpt-source", new OperatorID(1, 2), 1, 128);
    source.setCoordinatorState(new ByteStreamStateHandle("coordinator", bytes.toByteArray()));
    Path metadata = Files.createDirectories(checkpoint).resolve("_metadata");
    try (OutputStream out = Files.newOutputStream(metadata)) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(3, List.of(source), List.of()), out);
    }
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    return checkpoint;
  }
}
