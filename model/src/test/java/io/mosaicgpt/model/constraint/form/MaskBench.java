package io.mosaicgpt.model.constraint.form;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.tokenizer.GptNeox;
import io.mosaicgpt.model.tokenizer.HuggingFaceJsonTokenizer;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The schemas and instances of MaskBench, which are not part of this repository. */
final class MaskBench {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private MaskBench() {}

  /**
   * Tries schemas with the GPT-NeoX tokenizer; without the files the calling test is skipped.
   *
   * @param every each how manieth schema is taken
   * @param faults what should not have been, is added here
   */
  static TrialSummary run(int every, List<String> faults) throws IOException {
    Path file = GptNeox.maskBench();
    TrialSummary summary = new TrialSummary();
    try (Tokenizer tokenizer = HuggingFaceJsonTokenizer.open(GptNeox.tokenizer());
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      FormTrial trial = new FormTrial(new FormCompiler(tokenizer), tokenizer);
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (number++ % every == 0) {
          JsonNode entry = JSON.readTree(line);
          FormTrial.Report report =
              trial.run(FormText.jsonSchema(entry.get("schema").toString()), instances(entry));
          summary.add(report);
          note(entry.get("id").textValue(), report, faults);
        }
      }
    }
    return summary;
  }

  private static List<FormTrial.Instance> instances(JsonNode entry) {
    List<FormTrial.Instance> instances = new ArrayList<>();
    for (JsonNode test : entry.get("tests")) {
      instances.add(new FormTrial.Instance(test.get("valid").booleanValue(), test.get("data")));
    }
    return instances;
  }

  private static void note(String id, FormTrial.Report report, List<String> faults) {
    for (int i = 0; i < report.results().size(); i++) {
      FormTrial.Result result = report.results().get(i);
      boolean accepted = result.accepted() || result.inOtherOrder();
      if (accepted != result.valid()) {
        faults.add("%s, test %d: %s".formatted(id, i, accepted ? "accepted" : "rejected"));
      }
    }
  }
}
