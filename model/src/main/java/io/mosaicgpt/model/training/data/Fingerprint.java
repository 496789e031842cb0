package io.mosaicgpt.model.training.data;

import io.mosaicgpt.model.digest.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/** Identifies what is trained on, so that training goes on with the data it began with. */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * SHA-256, in hexadecimal, of all records in their order: of each its length, where the loss
   * begins, and its tokens, as big-endian words of 32 bits. File names and lines do not count.
   */
  public static String of(List<TrainingRecord> records) {
    MessageDigest digest = Sha256.digest();
    for (TrainingRecord record : records) {
      ByteBuffer words = ByteBuffer.allocate(Integer.BYTES * (2 + record.length()));
      words.putInt(record.length()).putInt(record.firstCounted());
      words.asIntBuffer().put(record.tokens());
      digest.update(words.rewind());
    }
    return Sha256.hex(digest);
  }
}
