package io.mosaicgpt.operators.kafka;

import io.mosaicgpt.operators.wire.FileOrigin;
import io.mosaicgpt.operators.wire.RecordData;
import io.mosaicgpt.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;

/**
 * Dead letters, keyed by request_id, by the event's own key where that could not be read, or by the
 * event's place where it has none.
 */
public final class DeadLetterSink {
  private DeadLetterSink() {}

  /** A builder with everything at its default. */
  public static RecordSinkBuilder<DeadLetter> builder() {
    return new RecordSinkBuilder<>(new Shape());
  }

  static final class Shape implements RecordShape<DeadLetter> {
    private static final long serialVersionUID = 1L;

    @Override
    public String kind() {
      return "dead-letters";
    }

    @Override
    public Schema schema() {
      return DeadLetter.getClassSchema();
    }

    @Override
    public byte[] key(DeadLetter letter) {
      if (letter.getRequestId() != null) {
        return letter.getRequestId().getBytes(StandardCharsets.UTF_8);
      }
      ByteBuffer eventKey = letter.getKey();
      if (eventKey == null) {
        return place(letter).getBytes(StandardCharsets.UTF_8);
      }
      byte[] key = new byte[eventKey.remaining()];
      eventKey.duplicate().get(key);
      return key;
    }

    @Override
    public long madeAt(DeadLetter letter) {
      return letter.getFailedAt().toEpochMilli();
    }

    @Override
    public String name(DeadLetter letter) {
      return "the dead letter of " + place(letter);
    }

    /** The same each time the letter is written, so that repeats have one key. */
    private static String place(DeadLetter letter) {
      if (letter.getSourceTopic() == null) {
        return FileOrigin.of(letter)
            .map(FileOrigin::place)
            .orElseGet(() -> nowhere(letter.getPayload()));
      }
      return letter.getSourceTopic()
          + "-"
          + letter.getSourcePartition()
          + "@"
          + letter.getSourceOffset();
    }

    private static String nowhere(ByteBuffer payload) {
      return "nowhere-" + (payload == null ? 0 : payload.hashCode());
    }

    /** What is left finds the event where it came from. */
    @Override
    public DeadLetter reduced(DeadLetter letter, int bytes, int limit) {
      DeadLetter copy = RecordData.get().deepCopy(schema(), letter);
      copy.setRequestId(null);
      copy.setCustomId(null);
      copy.setKey(null);
      copy.setPayload(null);
      return copy.equals(letter) ? letter : copy;
    }
  }
}
