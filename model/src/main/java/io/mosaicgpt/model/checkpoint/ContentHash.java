package io.mosaicgpt.model.checkpoint;

import io.mosaicgpt.model.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Identifies a model; {@link Checkpoint#hash} says what is covered. */
final class ContentHash {
  private static final int SAMPLE = 64 << 10;
  private static final long STRIDE = 64L << 20;

  private final MessageDigest digest = Sha256.digest();
  private final ByteBuffer buffer = ByteBuffer.allocate(SAMPLE);

  private ContentHash() {}

  /** The hash in hexadecimal. */
  static String of(
      byte[] configJson,
      Optional<byte[]> tokenizerJson,
      Collection<TensorInfo> tensors,
      TensorSource source)
      throws IOException {
    ContentHash hash = new ContentHash();
    hash.bytes(configJson);
    if (tokenizerJson.isPresent()) {
      hash.bytes(tokenizerJson.get());
    } else {
      hash.number(-1);
    }
    for (TensorInfo tensor :
        tensors.stream().sorted(Comparator.comparing(TensorInfo::name)).toList()) {
      hash.tensor(tensor, source);
    }
    return Sha256.hex(hash.digest);
  }

  private void tensor(TensorInfo tensor, TensorSource source) throws IOException {
    bytes(tensor.name().getBytes(StandardCharsets.UTF_8));
    bytes(tensor.type().name().getBytes(StandardCharsets.UTF_8));
    number(tensor.shape().size());
    tensor.shape().forEach(this::number);
    long size = tensor.byteSize();
    for (long at = 0; at < size; at += STRIDE) {
      sample(tensor, at, source);
    }
    if (size > SAMPLE) {
      sample(tensor, size - SAMPLE, source);
    }
  }

  private void sample(TensorInfo tensor, long at, TensorSource source) throws IOException {
    buffer.clear().limit((int) Math.min(SAMPLE, tensor.byteSize() - at));
    source.read(tensor, at, buffer);
    digest.update(buffer.flip());
  }

  private void bytes(byte[] bytes) {
    number(bytes.length);
    digest.update(bytes);
  }

  private void number(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }
}
