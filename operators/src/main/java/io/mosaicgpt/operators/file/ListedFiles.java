package io.mosaicgpt.operators.file;

import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.flink.connector.file.src.enumerate.DefaultFileFilter;
import org.apache.flink.core.fs.Path;

/**
 * Which files are read: those that were named, and below a directory those that are not hidden. A
 * name that begins with a dot or an underscore hides a file, one that is still being written say.
 */
final class ListedFiles implements Predicate<Path>, Serializable {
  private static final long serialVersionUID = 1L;

  /** Without their schemes, which file systems add. */
  private final Set<String> named = new TreeSet<>();

  ListedFiles(Path... paths) {
    for (Path path : paths) {
      named.add(path.getPath());
    }
  }

  @Override
  public boolean test(Path path) {
    return named.contains(path.getPath()) || new DefaultFileFilter().test(path);
  }
}
