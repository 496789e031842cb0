package io.mosaicgpt.operators.file;

import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.InstructionDecoder;
import java.util.List;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.PendingSplitsCheckpoint;
import org.apache.flink.connector.file.src.enumerate.NonSplittingRecursiveEnumerator;
import org.apache.flink.core.fs.Path;

/**
 * Builds the source of instruction events from files of JSON lines: one event per line, as on a
 * topic in JSON. It is bounded: it reads the files that there are when the job starts, each to the
 * length that it has then.
 *
 * <ul>
 *   <li>A file whose name ends with {@code .gz} is decompressed.
 *   <li>A line ends with a line feed, behind a carriage return perhaps. Blank lines are no events,
 *       but they count: lines are numbered as an editor does, from 1. A byte order mark at the
 *       beginning is passed over.
 *   <li>A line that is no instruction, is not UTF-8 or is larger than allowed is an unreadable
 *       event. No more of it than the largest event's bytes is ever in memory.
 *   <li>A file that cannot be read, for it is gone, shorter than it was or damaged gzip, fails the
 *       job: what is in it cannot be told.
 * </ul>
 *
 * <p>A file is read by one subtask, so as many files as subtasks keep all of them busy. Checkpoints
 * hold where in its file each subtask is; a restored job goes on there, with the same numbers, and
 * reads the files that the job was started with.
 */
public final class InstructionFileSource {
  private static final String INPUT = "input";
  private static final String EXAMPLE = "/data/instructions.jsonl";

  private List<String> paths = List.of();
  private int maxEventBytes = InstructionDecoder.DEFAULT_MAX_EVENT_BYTES;

  private InstructionFileSource() {}

  /** A builder with everything at its default. */
  public static InstructionFileSource builder() {
    return new InstructionFileSource();
  }

  /**
   * Files to read, and directories to read all files below of, but for those whose names begin with
   * a dot or an underscore. Paths, or URIs of a file system that Flink knows. Required.
   */
  public InstructionFileSource paths(String... names) {
    this.paths = List.of(names);
    return this;
  }

  /** Largest event accepted in bytes; a larger one becomes an unreadable event. */
  public InstructionFileSource maxEventBytes(int bytes) {
    this.maxEventBytes = bytes;
    return this;
  }

  /**
   * Builds the source. Files are looked for by the job: it fails when one is missing.
   *
   * @throws IllegalArgumentException when a required setting is missing or a value is unusable
   */
  public Source<DecodedEvent, FileSourceSplit, PendingSplitsCheckpoint<FileSourceSplit>> build() {
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException(
          "max-event-bytes is " + maxEventBytes + "; it must be at least 1");
    }
    if (paths.isEmpty()) {
      throw Required.missing(INPUT, EXAMPLE);
    }
    Path[] inputs =
        paths.stream().map(path -> Required.path(path, INPUT, EXAMPLE)).toArray(Path[]::new);
    ListedFiles listed = new ListedFiles(inputs);
    return FileSource.forBulkFileFormat(new JsonLinesFormat(maxEventBytes), inputs)
        .setFileEnumerator(() -> new NonSplittingRecursiveEnumerator(listed))
        .build();
  }
}
