package io.mosaicgpt.operators.file.table;

import io.mosaicgpt.operators.wire.DecodedEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.PendingSplitsCheckpoint;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;

/**
 * The source of events from the rows of files. It is bounded. Whoever makes it has read the files
 * once and cut them into splits; one large file and many small ones spread over the subtasks alike.
 *
 * <p>Checkpoints hold where in its split each subtask is, and the splits that nobody has begun.
 */
public final class TableSource {
  private TableSource() {}

  /**
   * Makes the source.
   *
   * @param splits at least one
   * @param place of the results, looked at before rows are read
   */
  public static Source<DecodedEvent, FileSourceSplit, PendingSplitsCheckpoint<FileSourceSplit>> of(
      TableLayout layout,
      List<TableSplit> splits,
      RowRequests requests,
      SelectedRows selected,
      ResultPlace place) {
    if (splits.isEmpty()) {
      throw new IllegalArgumentException("there is no input");
    }
    return FileSource.forBulkFileFormat(
            new TableFormat(layout, requests, selected, place), new Path(splits.get(0).path()))
        .setFileEnumerator(provider(splits, place))
        .build();
  }

  private static FileEnumerator.Provider provider(List<TableSplit> splits, ResultPlace place) {
    List<TableSplit> listed = List.copyOf(splits); // serializable
    return () ->
        (paths, minSplits) -> {
          place.require(); // on the JobManager, which writes checkpoints beside it
          return fileSplits(listed);
        };
  }

  private static List<FileSourceSplit> fileSplits(List<TableSplit> splits) {
    List<FileSourceSplit> files = new ArrayList<>();
    for (TableSplit split : splits) {
      files.add(
          new FileSourceSplit(
              "%010d".formatted(files.size()),
              new Path(split.path()),
              split.begin(),
              split.end() - split.begin(),
              0,
              split.end(),
              new String[0],
              new CheckpointedPosition(split.begin(), split.lines())));
    }
    return files;
  }
}
