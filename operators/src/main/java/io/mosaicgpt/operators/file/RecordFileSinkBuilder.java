package io.mosaicgpt.operators.file;

import static java.util.Objects.requireNonNull;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Builds the sink of one kind of record. Obtained from {@link CompletionFileSink}, {@link
 * DeadLetterFileSink} or {@link ChunkFileSink}.
 *
 * <p>Each record comes once, whatever fails. Each checkpoint ends a file of each subtask that has
 * written since the last one, and when the checkpoint is complete the file gets the name by which
 * it is found, {@code completions-<a random id>-<a number>.jsonl} say. A file of that name is whole
 * and never changes. One that is being written, or that an attempt left behind when it failed, has
 * a name that begins with a dot. Without checkpoints there are no files before a bounded input's
 * end.
 *
 * @param <T> the record
 */
public final class RecordFileSinkBuilder<T extends SpecificRecord> {
  private final LineShape<T> shape;
  private String directory;

  RecordFileSinkBuilder(LineShape<T> shape) {
    this.shape = requireNonNull(shape, "shape is null");
  }

  /**
   * Directory to write to; it is made if need be, and other sinks may write there, too. A path, or
   * a URI of a file system that Flink knows and that can go on with a file, as S3 can. Required.
   */
  public RecordFileSinkBuilder<T> directory(String name) {
    this.directory = name;
    return this;
  }

  /**
   * Builds the sink.
   *
   * @throws IllegalArgumentException when a required setting is missing or a value is unusable
   */
  public Sink<T> build() {
    return ResultFiles.sink(
        Required.path(directory, "the directory of " + shape.kind(), "/data/" + shape.kind()),
        shape.kind(),
        new LineEncoder<>(shape));
  }
}
