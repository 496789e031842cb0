package io.mosaicgpt.jobs.command.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.model.constraint.form.FormCompiler;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.constraint.form.FormTrial;
import io.mosaicgpt.model.constraint.form.TrialSummary;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tries the schemas of a file, a line out for each line in, and a summary behind them. */
final class FormBatch {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final FormTrial trial;
  private final PrintWriter out;
  private final boolean json;

  FormBatch(Tokenizer tokenizer, PrintWriter out, boolean json) {
    this.trial = new FormTrial(new FormCompiler(tokenizer), tokenizer);
    this.out = out;
    this.json = json;
  }

  void run(Path file) throws IOException {
    TrialSummary summary = new TrialSummary();
    int number = 0;
    try (BufferedReader lines = open(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          JsonNode entry = read(file, number, line);
          FormTrial.Report report = trial.run(schema(entry), instances(entry));
          summary.add(report);
          JsonOutput.print(out, line(entry.get("id"), report));
        }
      }
    } catch (CharacterCodingException e) {
      throw refused(file, "is no UTF-8 text", e);
    }
    if (json) {
      JsonOutput.print(out, Map.of("summary", summary.values()));
    } else {
      summary.values().forEach((name, value) -> out.printf("%-24s %s%n", name, value));
      out.flush();
    }
  }

  private static BufferedReader open(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw refused(file, Files.exists(file) ? "is no file" : "does not exist", null);
      }
      return Files.newBufferedReader(file);
    } catch (IOException e) {
      throw refused(file, "cannot be read", e);
    }
  }

  private static BadInputException refused(Path file, String why, Exception cause) {
    return new BadInputException(
        "The batch %s %s: check the path given with --batch.".formatted(file, why), cause);
  }

  private static JsonNode read(Path file, int number, String line) {
    try {
      JsonNode entry = JSON.readTree(line);
      if (entry.has("schema") && entry.path("tests").isArray()) {
        return entry;
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    throw new BadInputException(
        "Line %d of %s is no JSON object with schema and tests: correct it."
            .formatted(number, file));
  }

  private static FormText schema(JsonNode entry) {
    return FormText.jsonSchema(entry.get("schema").toString());
  }

  private static List<FormTrial.Instance> instances(JsonNode entry) {
    List<FormTrial.Instance> instances = new ArrayList<>();
    for (JsonNode test : entry.get("tests")) {
      instances.add(new FormTrial.Instance(test.path("valid").asBoolean(), test.path("data")));
    }
    return instances;
  }

  private static Map<String, Object> line(JsonNode id, FormTrial.Report report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("compiled", report.refused() == null);
    json.put("refused", report.refused() == null ? null : FormJson.of(report.refused()));
    json.put("compile_ms", report.compileNanos() / 1e6);
    json.put("mask_us_p50", TrialSummary.percentile(report.maskNanos(), 0.5) / 1e3);
    json.put("mask_us_max", TrialSummary.percentile(report.maskNanos(), 1) / 1e3);
    List<Map<String, Object>> tests = new ArrayList<>();
    for (FormTrial.Result result : report.results()) {
      Map<String, Object> test = new LinkedHashMap<>();
      test.put("valid", result.valid());
      test.put("accepted", result.accepted());
      test.put("order_or_space", result.inOtherOrder());
      tests.add(test);
    }
    json.put("tests", tests);
    return json;
  }
}
