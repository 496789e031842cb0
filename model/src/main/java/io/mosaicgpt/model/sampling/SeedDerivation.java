package io.mosaicgpt.model.sampling;

import io.mosaicgpt.model.digest.Sha256;
import java.nio.ByteBuffer;

/**
 * The seed of a request that brings none: the same for the same id on every machine and attempt.
 */
public final class SeedDerivation {
  private SeedDerivation() {}

  /** The first eight bytes, big-endian, of the SHA-256 of the id in UTF-8. */
  public static long fromRequestId(String requestId) {
    return ByteBuffer.wrap(Sha256.of(requestId)).getLong();
  }
}
