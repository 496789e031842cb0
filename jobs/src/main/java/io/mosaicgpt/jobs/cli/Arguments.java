package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.config.ForeignBytes;
import io.mosaicgpt.jobs.config.Numbers;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How every command reads its arguments: as they are written. What stands behind a flag that takes
 * a value is its value, whatever it begins with, and no character of it means anything to the
 * parser, but for the commas of lists.
 */
public final class Arguments {
  private static final Pattern FLAG = Pattern.compile("--[a-z][a-z0-9-]*");

  private Arguments() {}

  /** A parser for a command. */
  public static CommandLine parser(Object command) {
    ITypeConverter<Integer> integer = Arguments::integer;
    ITypeConverter<Long> whole = Arguments::whole;
    ITypeConverter<Double> decimal = Arguments::decimal;
    CommandLine parser = new CommandLine(command);
    splitAtEveryComma(parser);
    return parser
        .setExpandAtFiles(false)
        .setTrimQuotes(false)
        .setPosixClusteredShortOptionsAllowed(false)
        .setAllowOptionsAsOptionParameters(true)
        // Commands take options alone, so that nothing has to end them: "--" is a value like any.
        .setEndOfOptionsDelimiter("\0")
        .setOverwrittenOptionsAllowed(false)
        .registerConverter(Integer.class, integer)
        .registerConverter(int.class, integer)
        .registerConverter(Long.class, whole)
        .registerConverter(long.class, whole)
        .registerConverter(Double.class, decimal)
        .registerConverter(double.class, decimal)
        .registerConverter(Path.class, Arguments::path);
  }

  /** Quotes are a label's own: the shell has taken away those that were meant for it. */
  private static void splitAtEveryComma(CommandLine parser) {
    parser.getCommandSpec().parser().splitQuotedStrings(true);
    parser.getSubcommands().values().forEach(Arguments::splitAtEveryComma);
  }

  /**
   * Refuses arguments that Java could not decode.
   *
   * @throws io.mosaicgpt.jobs.BadInputException naming the flag, never its value
   */
  public static void requireReadable(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      ForeignBytes.refuseIn(arguments[i], name(arguments, i));
    }
  }

  private static String name(String[] arguments, int index) {
    String flag = arguments[index].split("=", 2)[0];
    if (FLAG.matcher(flag).matches()) {
      return flag;
    }
    return index > 0 && FLAG.matcher(arguments[index - 1]).matches()
        ? arguments[index - 1]
        : "Argument " + (index + 1);
  }

  private static int integer(String text) {
    return Numbers.whole(text)
        .filter(number -> number == number.intValue())
        .orElseThrow(() -> noWholeNumber(text, Integer.MIN_VALUE, Integer.MAX_VALUE))
        .intValue();
  }

  private static long whole(String text) {
    return Numbers.whole(text)
        .orElseThrow(() -> noWholeNumber(text, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private static TypeConversionException noWholeNumber(String text, long least, long most) {
    return new TypeConversionException(
        "'%s' is no whole number from %d to %d%s"
            .formatted(text, least, most, Numbers.remark(text)));
  }

  private static double decimal(String text) {
    return Numbers.decimal(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is no number such as 0.7%s".formatted(text, Numbers.remark(text))));
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("the path is empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'%s' is no path".formatted(text));
    }
  }
}
