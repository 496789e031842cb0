package io.mosaicgpt.jobs.config;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.InputText;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.form.FormCheck;
import io.mosaicgpt.model.constraint.form.FormText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The form of answers as a user gives it: a pattern, or the file of a JSON Schema. */
public final class FormInput {
  private static final int MOST_BYTES = 1 << 22;

  /** Names a file's place that is no file. */
  private static final String STANDARD_INPUT = "-";

  private FormInput() {}

  /**
   * The form that is given, if one is.
   *
   * @param regex a pattern, if one is given
   * @param regexOrigin where, for messages, such as {@code --regex}
   * @param schemaFile a file, or {@code -} for standard input, if one is given
   * @param schemaOrigin where, for messages
   * @throws BadInputException when both are given, or it cannot be used
   */
  public static Optional<FormText> of(
      Optional<String> regex,
      String regexOrigin,
      Optional<String> schemaFile,
      String schemaOrigin) {
    if (regex.isPresent() && schemaFile.isPresent()) {
      throw new BadInputException(
          "%s and %s are both given: an answer has one form, so give one of them."
              .formatted(regexOrigin, schemaOrigin));
    }
    if (regex.isPresent()) {
      return Optional.of(checked(FormText.regex(regex.get()), regexOrigin));
    }
    return schemaFile.map(
        file -> checked(FormText.jsonSchema(read(file, schemaOrigin)), schemaOrigin));
  }

  private static String read(String file, String origin) {
    try {
      Path path = Path.of(file.equals(STANDARD_INPUT) ? "/dev/stdin" : file);
      return InputText.read(path, "JSON Schema", origin, MOST_BYTES);
    } catch (InvalidPathException e) {
      throw new BadInputException("%s is no path: give a file's.".formatted(origin), e);
    }
  }

  private static FormText checked(FormText form, String origin) {
    try {
      FormCheck.check(form);
      return form;
    } catch (FormException e) {
      throw new BadInputException("%s: %s".formatted(origin, e.getMessage()), e);
    }
  }
}
