package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages say that the embedded model and the forms do is what they do. */
class DocumentedCommandsITCase {
  private static final Path ROOT = Path.of("..");
  private static final Path README = ROOT.resolve("README.md");
  private static final Path FORMS = ROOT.resolve("docs/forms.md");
  private static final Pattern SCORE = Pattern.compile("`([^`\"]+)` (\\d\\.\\d+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<DocumentedCommand> commands() throws IOException {
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(README), pages.filter(page -> page.toString().endsWith(".md")))
          .sorted()
          .flatMap(page -> DocumentedCommand.on(page).stream())
          .filter(command -> List.of("generate", "form").contains(command.arguments().get(0)))
          .toList() // while the pages are open
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandPrintsWhatThePageShows(DocumentedCommand command, @TempDir Path directory)
      throws IOException {
    Path piped = Files.writeString(directory.resolve("piped"), command.input());
    String[] arguments =
        command.arguments().stream()
            .map(argument -> argument.equals("-") ? piped.toString() : argument)
            .toArray(String[]::new);

    CommandLineRun run = CommandLineRun.of(arguments);

    assertThat(command.difference(run.out().isEmpty() ? run.err() : run.out())).isEmpty();
  }

  static Stream<List<String>> variations() throws IOException {
    return Files.readAllLines(FORMS).stream()
        .dropWhile(line -> !line.equals("| flags | context | what came |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList());
  }

  @ParameterizedTest
  @MethodSource("variations")
  void variationScoresAsThePageShows(List<String> row) throws IOException {
    List<String> arguments = new ArrayList<>(labelExample().arguments());
    arguments.set(arguments.indexOf("--context") + 1, code(row.get(1)));
    arguments.addAll(DocumentedCommand.words(code(row.get(0))));

    JsonNode scores = scores(arguments);

    List<MatchResult> shown = SCORE.matcher(row.get(2)).results().toList();
    assertThat(shown).isNotEmpty();
    assertThat(shown)
        .allMatch(
            score -> DocumentedCommand.rounds(scores.path(score.group(1)).asText(), score.group(2)),
            "as in " + scores);
  }

  private static DocumentedCommand labelExample() {
    return DocumentedCommand.on(FORMS).stream()
        .filter(command -> command.arguments().contains("--choices"))
        .filter(command -> command.arguments().contains("--json"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theReadmesEventIsScoredAsShown() throws IOException {
    List<String> lines = Files.readAllLines(README);
    JsonNode event =
        JSON.readTree(
            lines.stream()
                .filter(l -> l.startsWith("{\"request_id\": \"ticket"))
                .findFirst()
                .get());
    String completion =
        String.join(
            "\n",
            lines.stream()
                .dropWhile(
                    line -> !line.startsWith("{\"request_id\": \"ticket-81\", \"custom_id\""))
                .takeWhile(line -> !line.equals("```"))
                .toList());
    JsonNode shown = JSON.readTree(completion).path("label_scores");

    JsonNode scores =
        scores(
            List.of(
                "generate",
                "--json",
                "--instruction",
                event.path("instruction").asText(),
                "--context",
                event.path("context").asText(),
                "--choices",
                String.join(
                    ",",
                    StreamSupport.stream(event.path("choices").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList())));

    assertThat(shown.size()).isEqualTo(3);
    assertThat(shown.properties())
        .allMatch(
            score ->
                DocumentedCommand.rounds(
                    scores.path(score.getKey()).asText(),
                    score.getValue().decimalValue().toPlainString()),
            "as in " + scores);
  }

  private static JsonNode scores(List<String> arguments) throws IOException {
    CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JSON.readTree(run.out()).path("label_scores");
  }

  private static String code(String cell) {
    return cell.substring(1, cell.length() - 1);
  }
}
