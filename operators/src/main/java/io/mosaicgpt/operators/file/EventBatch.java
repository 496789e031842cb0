package io.mosaicgpt.operators.file;

import io.mosaicgpt.operators.wire.DecodedEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.RecordAndPosition;

/**
 * Events of a file that are handed over together, each with the place behind it: bytes of the text
 * before that, and lines before it.
 */
public final class EventBatch implements BulkFormat.RecordIterator<DecodedEvent> {
  /** A batch is held in memory. Events are few and heavy, so a batch need not bring many. */
  private static final int MOST_EVENTS = 64;

  private static final int MOST_BYTES = 256 << 10;

  private final Queue<RecordAndPosition<DecodedEvent>> events = new ArrayDeque<>();
  private long bytes;

  /** Whether no more events belong into it. */
  public boolean isFull() {
    return events.size() >= MOST_EVENTS || bytes >= MOST_BYTES;
  }

  /** Whether there is none in it. */
  public boolean isEmpty() {
    return events.isEmpty();
  }

  /**
   * Adds an event.
   *
   * @param offset bytes of the text before what follows it
   * @param lines lines before that
   * @param size bytes of the event
   */
  public void add(DecodedEvent event, long offset, long lines, int size) {
    events.add(new RecordAndPosition<>(event, offset, lines));
    bytes += size;
  }

  @Override
  public RecordAndPosition<DecodedEvent> next() {
    return events.poll();
  }

  @Override
  public void releaseBatch() {}
}
