package io.mosaicgpt.operators.kafka;

import io.mosaicgpt.operators.wire.RecordData;
import io.mosaicgpt.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;

/** Dead letters, keyed by request_id, or by the event's own key where that could not be read. */
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
        return null;
      }
      byte[] key = new byte[eventKey.remaining()];
      eventKey.duplicate().get(key);
      return key;
    }

    @Override
    public RecordTime time() {
      // The event's own time is in the record; a letter about an old event must not expire at once.
      return RecordTime.MADE;
    }

    @Override
    public long madeAt(DeadLetter letter) {
      return letter.getFailedAt().toEpochMilli();
    }

    @Override
    public String name(DeadLetter letter) {
      return "the dead letter of "
          + letter.getSourceTopic()
          + "-"
          + letter.getSourcePartition()
          + "@"
          + letter.getSourceOffset();
    }

    /** What is left finds the event on its topic. */
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
