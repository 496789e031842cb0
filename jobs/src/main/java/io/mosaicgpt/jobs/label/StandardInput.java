package io.mosaicgpt.jobs.label;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.checkpoint.FileFault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;

/** Standard input as a file, since a job that goes on reads rows again. */
final class StandardInput {
  private static final int LOOKED_AT = 1 << 16;

  private StandardInput() {}

  /**
   * Copies it to its end.
   *
   * @param place makes the file's path of the ending of its name
   * @param again whether a job may be reading the copy that is there
   * @throws BadInputException when it cannot be read or written, or is not what that job reads
   */
  static Path copy(InputStream standardInput, Function<String, Path> place, boolean again) {
    try (InputStream in = new BufferedInputStream(standardInput, LOOKED_AT)) {
      Path file = place.apply(beginsWithObject(in) ? ".jsonl" : ".csv");
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
      if (again && Files.exists(file)) {
        boolean same = Files.mismatch(fresh, file) < 0;
        Files.delete(fresh);
        if (!same) {
          throw new BadInputException(
              "Standard input is not what the earlier run to this output was given: give that, or begin anew with --restart.");
        }
        return file;
      }
      return Files.move(
          fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BadInputException(
          "Standard input cannot be copied beside the output (%s): name a file with --input."
              .formatted(FileFault.of(e)),
          e);
    }
  }

  private static boolean beginsWithObject(InputStream in) throws IOException {
    in.mark(LOOKED_AT);
    int first = in.read();
    while (first == ' ' || first == '\t' || first == '\r' || first == '\n' || first >= 0xBB) {
      first = in.read(); // blanks and a byte order mark
    }
    in.reset();
    return first == '{';
  }
}
