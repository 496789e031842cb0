package io.mosaicgpt.jobs.measure.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.InputText;
import java.nio.file.Path;

/** What an earlier {@code bench engine --json} printed, kept in a file. */
public final class EarlierReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final int MOST_BYTES = 1 << 24;

  private EarlierReport() {}

  /**
   * Reads a file. Of the keys only {@code generated_tokens_per_second} must be there: earlier
   * versions wrote fewer.
   *
   * @throws BadInputException when it is no such report
   */
  public static JsonNode read(Path file) {
    JsonNode report;
    try {
      report = JSON.readTree(InputText.read(file, "file", "--compare", MOST_BYTES));
    } catch (JsonProcessingException e) {
      throw notOne(file, "is no JSON", e);
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
