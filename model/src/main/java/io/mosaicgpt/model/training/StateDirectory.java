package io.mosaicgpt.model.training;

import static java.util.Comparator.comparingInt;

import io.mosaicgpt.model.checkpoint.OnDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of directories, one for each step that was saved. Each bears another name until it is
 * whole and on disk: whatever ends the process, one that is found by its name is complete.
 */
final class StateDirectory {
  private static final int KEPT = 2;
  private static final String INCOMPLETE = ".incomplete";
  private static final Pattern NAME = Pattern.compile("step-(\\d{1,9})");

  private final Path root;

  StateDirectory(Path root) {
    this.root = root;
  }

  /** Writes files into a directory and forces them to disk. */
  @FunctionalInterface
  interface Content {
    void writeTo(Path directory) throws IOException;
  }

  /**
   * Adds a state, in place of an older one of the same step, and deletes all but the last two.
   * Those of later steps go too: a run that adds a state behind them has passed them over, since
   * they are damaged, and they must not count among the two.
   */
  void add(int step, Content content) throws IOException {
    Files.createDirectories(root);
    for (Path rest : children(name -> name.endsWith(INCOMPLETE))) {
      delete(rest);
    }
    Path complete = root.resolve("step-%09d".formatted(step));
    Path aside = root.resolve(complete.getFileName() + INCOMPLETE);
    try {
      Files.createDirectory(aside);
      content.writeTo(aside);
      OnDisk.forceNames(aside);
      delete(complete);
      Files.move(aside, complete, StandardCopyOption.ATOMIC_MOVE);
      OnDisk.forceNames(root);
    } catch (IOException | RuntimeException e) {
      delete(aside);
      throw e;
    }
    for (Path later : newestFirst().stream().filter(state -> step(state) > step).toList()) {
      delete(later);
    }
    List<Path> states = newestFirst();
    for (Path old : states.subList(Math.min(KEPT, states.size()), states.size())) {
      delete(old);
    }
  }

  /** The states that are there. */
  List<Path> newestFirst() throws IOException {
    return children(name -> NAME.matcher(name).matches()).stream()
        .sorted(comparingInt(StateDirectory::step).reversed())
        .toList();
  }

  private static int step(Path state) {
    Matcher name = NAME.matcher(state.getFileName().toString());
    return name.matches() ? Integer.parseInt(name.group(1)) : 0;
  }

  private List<Path> children(Predicate<String> wanted) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(root)) {
      return children.filter(child -> wanted.test(child.getFileName().toString())).toList();
    }
  }

  private static void delete(Path state) throws IOException {
    if (Files.exists(state)) {
      try (Stream<Path> files = Files.list(state)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(state);
    }
  }

  /** Writes a file; when this returns it is on disk. */
  static void writeForced(Path file, byte[] bytes) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
  }
}
