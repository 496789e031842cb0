package io.mosaicgpt.operators.file;

import org.apache.flink.core.fs.Path;

/** Settings without which nothing can be built. */
final class Required {
  private Required() {}

  /**
   * A path that means the same on every machine: one relative to this program's directory becomes
   * absolute.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Path path(String value, String setting, String example) {
    if (value == null || value.isBlank()) {
      throw missing(setting, example);
    }
    Path path = new Path(value);
    return path.toUri().getScheme() == null && !path.isAbsolute()
        ? new Path(java.nio.file.Path.of(value).toAbsolutePath().normalize().toString())
        : path;
  }

  static IllegalArgumentException missing(String setting, String example) {
    return new IllegalArgumentException(setting + " is not set; give one, like " + example);
  }
}
