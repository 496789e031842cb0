package io.mosaicgpt.jobs.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an earlier {@code bench engine --json} printed, kept in a file. */
public final class EarlierReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private EarlierReport() {}

  /**
   * Reads a file. Of the keys only {@code generated_tokens_per_second} must be there: earlier
   * versions wrote fewer.
   *
   * @throws BadInputException when it is no such report
   */
  public static JsonNode read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "The file %s does not exist: check the path given with --compare.".formatted(file));
    }
    JsonNode report;
    try {
      report = JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException | MalformedInputException e) {
      throw notOne(file, "is no JSON", e);
    } catch (IOException e) {
      throw new BadInputException(
          "The file %s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
    JsonNode rate = report.path(ReportComparison.MAIN_RATE);
    if (!rate.isNumber() || rate.doubleValue() <= 0) {
      throw notOne(file, "has no positive number " + ReportComparison.MAIN_RATE, null);
    }
    return report;
  }

  private static BadInputException notOne(Path file, String why, Exception cause) {
    return new BadInputException(
        "The file %s %s: give --compare what 'bench engine --json' printed.".formatted(file, why),
        cause);
  }
}
