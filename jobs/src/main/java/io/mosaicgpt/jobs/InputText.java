package io.mosaicgpt.jobs;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.FileFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads text that a user names: a file, or a pipe such as {@code /dev/stdin}. */
public final class InputText {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private InputText() {}

  /**
   * The whole text, without a byte order mark.
   *
   * @param what is read, for messages, such as {@code workload}
   * @param flag that named the file
   * @param mostBytes longer ones are refused
   * @throws BadInputException when it cannot be read, or is no UTF-8 text
   */
  public static String read(Path file, String what, String flag, int mostBytes) {
    requireNonNull(file, "file is null");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(mostBytes);
      if (in.read() >= 0) {
        throw refused(file, what, "has more than %d bytes".formatted(mostBytes), flag, null);
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw refused(file, what, "is no UTF-8 text", flag, e);
    } catch (NoSuchFileException e) {
      throw refused(file, what, "does not exist", flag, e);
    } catch (IOException e) {
      String reason = FileFault.of(e).replace(file + ": ", "");
      throw refused(file, what, "cannot be read (" + reason + ")", flag, e);
    }
  }

  private static BadInputException refused(
      Path file, String what, String why, String flag, Exception cause) {
    return new BadInputException(
        "The %s %s %s: check the path given with %s.".formatted(what, file, why, flag), cause);
  }
}
