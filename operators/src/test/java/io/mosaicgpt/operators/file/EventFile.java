package io.mosaicgpt.operators.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mosaicgpt.operators.wire.DecodedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.FileSourceSplitSerializer;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;

/** A file of events as the job lists it, read as the connector reads it. */
record EventFile(Path path, FileSourceSplit split) {
  /** An event and the position that a checkpoint right behind it holds. */
  record Read(DecodedEvent event, CheckpointedPosition behind) {
    Read(RecordAndPosition<DecodedEvent> read) {
      this(read.getRecord(), new CheckpointedPosition(read.getOffset(), read.getRecordSkipCount()));
    }
  }

  static EventFile of(Path path, String text) throws IOException {
    return of(path, text.getBytes(UTF_8));
  }

  static EventFile of(Path path, byte[] bytes) throws IOException {
    Files.write(path, bytes);
    return new EventFile(
        path,
        new FileSourceSplit(
            "1",
            new org.apache.flink.core.fs.Path(path.toUri()),
            0,
            bytes.length,
            Files.getLastModifiedTime(path).toMillis(),
            bytes.length));
  }

  /** A gzip file with one member for each part. */
  static byte[] gzip(byte[]... parts) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      try (OutputStream member = new GZIPOutputStream(file)) {
        member.write(part);
      }
    }
    return file.toByteArray();
  }

  List<Read> read(int maxEventBytes) throws IOException {
    JsonLinesFormat format = new JsonLinesFormat(maxEventBytes);
    return all(format.createReader(new Configuration(), split));
  }

  List<DecodedEvent> events(int maxEventBytes) throws IOException {
    return read(maxEventBytes).stream().map(Read::event).toList();
  }

  /** What a job reads that is restored from a checkpoint. */
  List<Read> readFrom(CheckpointedPosition position, int maxEventBytes) throws IOException {
    FileSourceSplitSerializer serializer = FileSourceSplitSerializer.INSTANCE;
    FileSourceSplit restored =
        serializer.deserialize(
            serializer.getVersion(),
            serializer.serialize(split.updateWithCheckpointedPosition(position)));
    return all(new JsonLinesFormat(maxEventBytes).restoreReader(new Configuration(), restored));
  }

  private static List<Read> all(BulkFormat.Reader<DecodedEvent> opened) throws IOException {
    List<Read> all = new ArrayList<>();
    try (BulkFormat.Reader<DecodedEvent> reader = opened) {
      for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
        for (var read = batch.next(); read != null; read = batch.next()) {
          all.add(new Read(read));
        }
        batch.releaseBatch();
      }
    }
    return all;
  }
}
