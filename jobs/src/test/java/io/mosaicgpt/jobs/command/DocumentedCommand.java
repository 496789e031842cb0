package io.mosaicgpt.jobs.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command on a page of the documentation, and what it prints there.
 *
 * @param page the page it is on
 * @param input what is piped into it
 * @param arguments behind {@code bin/mosaicgpt}
 * @param output what the page shows below; {@code …} for what it leaves out
 */
record DocumentedCommand(Path page, String input, List<String> arguments, String output) {
  private static final Pattern BLOCK = Pattern.compile("(?sm)^ *```\\w*\\n(.*?)^ *```");
  private static final Pattern COMMAND =
      Pattern.compile("\\s*(?:\\$ )?(?:echo '([^']*)' \\| )?bin/mosaicgpt (.*)");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Pattern PIECE = Pattern.compile("(\\d+\\.\\d+)|(\\s*…\\s*)|(\\s+)");
  private static final String NUMBER = "(\\d+(?:\\.\\d+)?(?:E-?\\d+)?)";

  /** Those of a page that it shows the output of. */
  static List<DocumentedCommand> on(Path page) {
    try {
      return BLOCK.matcher(Files.readString(page)).results().flatMap(b -> in(page, b)).toList();
    } catch (IOException e) {
      throw new IllegalStateException(page + " cannot be read", e);
    }
  }

  private static Stream<DocumentedCommand> in(Path page, MatchResult block) {
    List<String> lines = block.group(1).replaceAll("\\\\\\n", " ").lines().toList();
    List<DocumentedCommand> commands = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher command = COMMAND.matcher(lines.get(i));
      if (command.matches()) {
        String output =
            lines.subList(i + 1, lines.size()).stream()
                .takeWhile(line -> !line.isBlank() && !line.contains("bin/mosaicgpt"))
                .collect(Collectors.joining("\n"));
        if (!output.isEmpty()) {
          commands.add(
              new DocumentedCommand(
                  page,
                  Optional.ofNullable(command.group(1)).orElse(""),
                  words(command.group(2)),
                  output.strip()));
        }
      }
    }
    return commands.stream();
  }

  /** A command line as a shell takes it apart, single quotes and blanks alone. */
  static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toList();
  }

  /**
   * Where a text differs from what the page shows; empty where it does not. White space is not
   * compared, and numbers with a point are to the digits that the page shows.
   */
  Optional<String> difference(String printed) {
    StringBuilder shape = new StringBuilder();
    List<String> numbers = new ArrayList<>();
    Matcher piece = PIECE.matcher(output);
    int from = 0;
    while (piece.find()) {
      shape.append(Pattern.quote(output.substring(from, piece.start())));
      from = piece.end();
      if (piece.group(1) == null) {
        shape.append(piece.group(2) == null ? "\\s*" : ".*?");
      } else {
        numbers.add(piece.group(1));
        shape.append(NUMBER);
      }
    }
    shape.append(Pattern.quote(output.substring(from)));
    Matcher found = Pattern.compile(shape.toString(), Pattern.DOTALL).matcher(printed.strip());
    if (!found.matches()) {
      return Optional.of("%s prints%n%s%ninstead of%n%s".formatted(this, printed, output));
    }
    for (int i = 0; i < numbers.size(); i++) {
      if (!rounds(found.group(i + 1), numbers.get(i))) {
        return Optional.of(
            "%s prints %s instead of %s".formatted(this, found.group(i + 1), numbers.get(i)));
      }
    }
    return Optional.empty();
  }

  /** Whether a number is what is shown of it, give or take one in the last digit shown. */
  static boolean rounds(String number, String shown) {
    int digits = shown.length() - shown.indexOf('.') - 1;
    return Math.abs(Double.parseDouble(number) - Double.parseDouble(shown))
        <= 1.001 * Math.pow(10, -digits);
  }

  @Override
  public String toString() {
    return page.getFileName() + ": " + String.join(" ", arguments);
  }
}
