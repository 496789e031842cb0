package io.mosaicgpt.model.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Resources that lie in this library's jar. */
final class LibraryResources {
  private LibraryResources() {}

  /** All bytes of a resource, whose name is relative to this package unless it begins with "/". */
  static byte[] bytes(String name) throws IOException {
    return bytesIfThere(name)
        .orElseThrow(() -> new FileNotFoundException("The library lacks its resource " + name));
  }

  /** As {@link #bytes}, for a resource that need not be there. */
  static Optional<byte[]> bytesIfThere(String name) throws IOException {
    try (InputStream in = LibraryResources.class.getResourceAsStream(name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    }
  }
}
