package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder of resources, as in this library's jar.
 *
 * @param loader finds them
 * @param path of the folder, without a slash at either end
 */
record ResourceFolder(ClassLoader loader, String path) {
  ResourceFolder {
    requireNonNull(loader, "loader is null");
    requireNonNull(path, "path is null");
  }

  /** A folder of this library. */
  static ResourceFolder ofLibrary(String path) {
    return new ResourceFolder(ResourceFolder.class.getClassLoader(), path);
  }

  /** All bytes of a file, if it is there. */
  Optional<byte[]> find(String name) throws IOException {
    try (InputStream in = loader.getResourceAsStream(path + "/" + name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    }
  }

  /** All bytes of a file that has to be there. */
  byte[] require(String name) throws IOException {
    return find(name)
        .orElseThrow(
            () -> new FileNotFoundException("The library lacks its resource " + path + "/" + name));
  }

  /** What messages call a file. */
  Path place(String name) {
    return Path.of(path, name);
  }
}
