import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.mosaicgpt.model.prompt.PromptTemplate;
import io.mosaicgpt.model.prompt.PromptTemplates;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Splits the data sets and writes them in the forms that 'finetune' reads: {@code java -cp
 * DISTRIBUTION/engine/* Prepare.java DATA OUTPUT}. The same files give the same splits.
 */
public final class Prepare {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = 20261129;

  /** Of a data set's lines these shares are tried on once at the end, and calibrated on. */
  private static final double TEST = 0.15;

  private static final double CALIBRATION = 0.06;

  /** Longer texts of Dolly are left out: the model reads 256 tokens, and learns little from more. */
  private static final int MOST_CHARACTERS = 900;

  /** So many of Dolly's texts keep what was learnt from all of them while the labels are. */
  private static final int SOME = 3000;

  private Prepare() {}

  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[0]);
    Path output = Files.createDirectories(Path.of(args[1]));
    labels(banking(data.resolve("banking77/train.csv")), output, "banking");
    labels(clinc(data.resolve("clinc150/train.jsonl"), false), output, "clinc");
    write(output.resolve("clinc-outside.jsonl"), clinc(data.resolve("clinc150/train.jsonl"), true));
    dolly(data.resolve("dolly/train.jsonl"), output);
  }

  private static List<ObjectNode> banking(Path file) throws IOException {
    List<ObjectNode> lines = new ArrayList<>();
    CsvSchema header = CsvSchema.emptySchema().withHeader();
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper().readerForMapOf(String.class).with(header).readValues(file.toFile())) {
      while (rows.hasNext()) {
        Map<String, String> row = rows.next();
        lines.add(
            labelled("Classify the customer's message", row.get("text"), row.get("category")));
      }
    }
    return lines;
  }

  private static List<ObjectNode> clinc(Path file, boolean outside) throws IOException {
    List<ObjectNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode row = JSON.readTree(line);
      String intent = row.get("intent").asText();
      if (intent.equals("oos") == outside) {
        lines.add(labelled("Classify the request", row.get("text").asText(), intent));
      }
    }
    return lines;
  }

  private static ObjectNode labelled(String instruction, String text, String label) {
    return JSON.createObjectNode()
        .put("instruction", instruction)
        .put("text", text.strip())
        .put("label", label.replace('_', ' '));
  }

  private static void labels(List<ObjectNode> lines, Path output, String name) throws IOException {
    Collections.shuffle(lines, new Random(SEED));
    int test = (int) (TEST * lines.size());
    int calibration = test + (int) (CALIBRATION * lines.size());
    write(output.resolve(name + "-test.jsonl"), lines.subList(0, test));
    write(output.resolve(name + "-calibration.jsonl"), lines.subList(test, calibration));
    write(output.resolve(name + "-train.jsonl"), lines.subList(calibration, lines.size()));
  }

  private static void dolly(Path file, Path output) throws IOException {
    List<ObjectNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode row = JSON.readTree(line);
      ObjectNode kept = JSON.createObjectNode();
      int characters = 0;
      for (String field : List.of("instruction", "context", "response")) {
        kept.put(field, row.get(field).asText());
        characters += row.get(field).asText().length();
      }
      if (characters <= MOST_CHARACTERS) {
        lines.add(kept);
      }
    }
    Collections.shuffle(lines, new Random(SEED));
    int test = (int) (0.05 * lines.size());
    write(output.resolve("dolly-test.jsonl"), lines.subList(0, test));
    List<ObjectNode> train = lines.subList(test, lines.size());
    write(output.resolve("dolly-train.jsonl"), train);
    write(output.resolve("dolly-some.jsonl"), train.subList(0, SOME));
    List<ObjectNode> texts = new ArrayList<>();
    for (ObjectNode line : train) {
      PromptTemplate template = PromptTemplates.dolly();
      String prompt =
          template.render(line.get("instruction").asText(), line.get("context").asText());
      String text = prompt + line.get("response").asText() + template.end();
      texts.add(JSON.createObjectNode().put("text", text));
    }
    write(output.resolve("dolly-text.jsonl"), texts);
  }

  private static void write(Path file, List<ObjectNode> lines) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      for (ObjectNode line : lines) {
        out.write(JSON.writeValueAsString(line));
        out.write('\n');
      }
    }
  }
}
