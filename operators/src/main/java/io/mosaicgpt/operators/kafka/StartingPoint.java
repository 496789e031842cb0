package io.mosaicgpt.operators.kafka;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Where a consumer group begins on partitions of which it has committed no offset. A job that is
 * restored goes on where its checkpoint was, whatever is committed.
 *
 * @param place which kind of place
 * @param time the earliest timestamp to read, for {@link Place#TIME} alone
 */
public record StartingPoint(Place place, Instant time) {
  /** Kinds of places. */
  public enum Place {
    /** The oldest record that the topic has. */
    EARLIEST,
    /** The first record that comes after the job. */
    LATEST,
    /** The first record with a timestamp that is not before a time. */
    TIME
  }

  public static final StartingPoint EARLIEST = new StartingPoint(Place.EARLIEST, Instant.EPOCH);
  public static final StartingPoint LATEST = new StartingPoint(Place.LATEST, Instant.EPOCH);

  public StartingPoint {
    requireNonNull(place, "place is null");
    requireNonNull(time, "time is null");
  }

  /** The first record that is not older. */
  public static StartingPoint at(Instant time) {
    return new StartingPoint(Place.TIME, time);
  }

  /**
   * The point that a user named: {@code earliest}, {@code latest}, a time as ISO-8601 with its
   * zone, or as milliseconds since 1970.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  public static StartingPoint of(String text) {
    return switch (text) {
      case "earliest" -> EARLIEST;
      case "latest" -> LATEST;
      default -> at(time(text));
    };
  }

  private static Instant time(String text) {
    if (text.matches("\\d{1,18}")) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (!time.isBefore(Instant.EPOCH)) {
        return time;
      }
    } catch (DateTimeException e) {
      // falls through to the refusal
    }
    throw new IllegalArgumentException(
        "there is no starting point '"
            + text
            + "'; take earliest, latest, a time such as 2026-01-31T12:00:00Z, or milliseconds since"
            + " 1970");
  }

  /** The same for Flink's source. */
  @SuppressWarnings("deprecation") // The connector's method takes Kafka's deprecated type only.
  OffsetsInitializer offsets() {
    return switch (place) {
      case EARLIEST -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
      case LATEST -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.LATEST);
      case TIME -> new CommittedOrSince(time.toEpochMilli());
    };
  }
}
