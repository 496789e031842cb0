package io.mosaicgpt.operators.file;

import org.apache.flink.core.fs.Path;

/** What files are called where people read it. */
public final class FileName {
  private FileName() {}

  /** A local file by its path, as a shell takes it; another one by its URI. */
  public static String of(Path path) {
    String scheme = path.toUri().getScheme();
    return scheme == null || scheme.equals("file") ? path.getPath() : path.toString();
  }
}
