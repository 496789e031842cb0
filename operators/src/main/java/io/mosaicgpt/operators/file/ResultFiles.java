package io.mosaicgpt.operators.file;

import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** How the files are named that sinks have finished. */
public final class ResultFiles {
  /** A glob for the names of all of them; those in progress are hidden, and not among them. */
  public static final String GLOB =
      "{%s,%s,%s}-*%s"
          .formatted(
              ResultFiles.COMPLETIONS,
              ResultFiles.DEAD_LETTERS,
              ResultFiles.CHUNKS,
              ResultFiles.SUFFIX);

  static final String COMPLETIONS = "completions";
  static final String DEAD_LETTERS = "dead-letters";
  static final String CHUNKS = "chunks";
  static final String SUFFIX = ".jsonl";

  private ResultFiles() {}

  /**
   * A sink whose files get their names, {@code PREFIX-<a random id>-<a number>.jsonl}, when the
   * checkpoint behind their last line is complete.
   */
  public static <T> Sink<T> sink(Path directory, String prefix, Encoder<T> encoder) {
    return FileSink.forRowFormat(directory, encoder)
        .withBucketAssigner(new BasePathBucketAssigner<>())
        .withRollingPolicy(OnCheckpointRollingPolicy.build())
        .withOutputFileConfig(new OutputFileConfig(prefix, SUFFIX))
        .build();
  }
}
