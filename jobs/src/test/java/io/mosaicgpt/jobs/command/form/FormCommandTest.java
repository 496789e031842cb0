package io.mosaicgpt.jobs.command.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.jobs.command.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void tellsWhetherTextsHaveAForm() {
    CommandLineRun run =
        CommandLineRun.of("form", "--regex=[0-9]{2,3}|x", "--text=12", "--text=1a", "--text=1");

    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .hasSize(6)
        .satisfiesExactly(
            line -> assertThat(line).matches("The form can be used: .* ms, 1 token at least."),
            line -> assertThat(line).isEqualTo("accepted: 12"),
            line ->
                assertThat(line).isEqualTo("rejected at byte 1, where it goes on otherwise: 1a"),
            line -> assertThat(line).isEqualTo("  allowed there: 0 to 9"),
            line -> assertThat(line).isEqualTo("rejected at byte 1, where it ends: 1"),
            line -> assertThat(line).isEqualTo("  allowed there: 0 to 9"));
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void jsonHasTheSame() throws IOException {
    Path schema =
        write(
            "schema.json",
            "{\"properties\": {\"a\": {\"type\": \"integer\"}}, \"type\": \"object\"}");

    CommandLineRun run =
        CommandLineRun.of(
            "form", "--json-schema=" + schema, "--text={\"a\":1}", "--text={\"a\": 1}", "--json");

    JsonNode json = JSON.readTree(run.out());
    assertThat(json.properties())
        .extracting(field -> field.getKey())
        .containsExactly(
            "kind",
            "sha256",
            "compiled",
            "refused",
            "compile_ms",
            "states",
            "shortest_tokens",
            "texts");
    assertThat(json.get("compiled").booleanValue()).isTrue();
    assertThat(json.get("texts").toString())
        .isEqualTo(
            "[{\"text\":\"{\\\"a\\\":1}\",\"accepted\":true,\"byte\":null,\"allowed\":[]},"
                + "{\"text\":\"{\\\"a\\\": 1}\",\"accepted\":false,\"byte\":5,"
                + "\"allowed\":[\"-\",\"0 to 9\"]}]");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void aFormThatCannotBeUsedIsRefusedByKeywordAndPlace() throws IOException {
    Path schema = write("s.json", "{\"properties\": {\"a\": {\"contains\": {}}}}");

    CommandLineRun run = CommandLineRun.of("form", "--json-schema=" + schema);
    CommandLineRun json = CommandLineRun.of("form", "--json-schema=" + schema, "--json");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "mosaicgpt: --json-schema: The keyword 'contains' at /properties/a/contains is not"
                + " supported; leave it out, or check it in the answer.");
    assertThat(json.exitCode()).isEqualTo(2);
    assertThat(JSON.readTree(json.out()).get("refused").get("place").textValue())
        .isEqualTo("/properties/a/contains");
  }

  @Test
  void choicesAreLabels() {
    CommandLineRun run = CommandLineRun.of("form", "--choices=yes,no", "--text=yes", "--text=no");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("accepted: yes", "accepted: no");
  }

  @Test
  void aBatchHasALineForEachSchemaAndASummary() throws IOException {
    Path batch =
        write(
            "batch.jsonl",
            """
            {"id": "a", "schema": {"type": "object", "properties": {"x": {"type": "integer"}, "y": {}}}, "tests": [{"valid": true, "data": {"x": 1, "y": 2}}, {"valid": true, "data": {"y": 2, "x": 1}}, {"valid": false, "data": {"x": "1"}}]}
            {"id": "b", "schema": {"not": {"minLength": 2}}, "tests": []}
            """);

    CommandLineRun run = CommandLineRun.of("form", "--batch=" + batch, "--json");

    assertThat(run.err()).isEmpty();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(3);
    JsonNode first = JSON.readTree(lines.get(0));
    assertThat(first.properties())
        .extracting(field -> field.getKey())
        .containsExactly(
            "id", "compiled", "refused", "compile_ms", "mask_us_p50", "mask_us_max", "tests");
    assertThat(first.get("tests").toString())
        .isEqualTo(
            "[{\"valid\":true,\"accepted\":true,\"order_or_space\":false},"
                + "{\"valid\":true,\"accepted\":false,\"order_or_space\":true},"
                + "{\"valid\":false,\"accepted\":false,\"order_or_space\":false}]");
    assertThat(JSON.readTree(lines.get(1)).get("refused").get("keyword").textValue())
        .isEqualTo("not");
    JsonNode summary = JSON.readTree(lines.get(2)).get("summary");
    assertThat(summary.get("schemas").intValue()).isEqualTo(2);
    assertThat(summary.get("compiled").intValue()).isEqualTo(1);
    assertThat(summary.get("order_or_space").intValue()).isEqualTo(1);
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void exactlyOneFormIsGiven() {
    assertThat(CommandLineRun.of("form").err())
        .contains("Give exactly one of --json-schema, --regex, --choices and --batch.");
    assertThat(CommandLineRun.of("form", "--regex=a", "--choices=a").exitCode()).isEqualTo(2);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
