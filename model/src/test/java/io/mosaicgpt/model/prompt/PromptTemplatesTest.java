package io.mosaicgpt.model.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTemplatesTest {
  @TempDir private Path directory;

  @Test
  void dollysPromptIsThatOfTheTuning() {
    PromptTemplate dolly = PromptTemplates.forModel(true, "");
    assertThat(dolly.render("Name a fruit.", null))
        .isEqualTo(
            "Below is an instruction that describes a task. Write a response that appropriately "
                + "completes the request.\n\n### Instruction:\nName a fruit.\n\n### Response:\n");
    assertThat(dolly.render("What is it?", "An apple."))
        .isEqualTo(
            "Below is an instruction that describes a task. Write a response that appropriately "
                + "completes the request.\n\n### Instruction:\nWhat is it?\n\n"
                + "Input:\nAn apple.\n\n### Response:\n");
    assertThat(dolly.stopTexts()).containsExactly("### End");
    assertThat(dolly.end()).isEqualTo("\n\n### End");
    assertThat(dolly.separator()).isEmpty();
  }

  @Test
  void aBaseModelGetsTheBareInstruction() {
    PromptTemplate raw = PromptTemplates.forModel(false, "");
    assertThat(raw.render("Once upon a time", null)).isEqualTo("Once upon a time");
    assertThat(raw.render("Summarise:", "A text.")).isEqualTo("Summarise:\n\nA text.");
    assertThat(raw.stopTexts()).isEmpty();
    assertThat(raw.end()).as("the end-of-text token").isEmpty();
    assertThat(raw.separator()).isEqualTo("\n");
  }

  @Test
  void aBlankContextCountsAsNone() {
    for (String none : new String[] {null, "", " \n"}) {
      assertThat(PromptTemplates.raw().render("a", none)).isEqualTo("a");
      assertThat(PromptTemplates.dolly().render("a", none)).doesNotContain("Input:");
    }
  }

  @Test
  void whatIsFilledInIsNotReadAsATemplate() {
    assertThat(PromptTemplates.raw().render("{context} $1 \\ {#context}", "{instruction}"))
        .isEqualTo("{context} $1 \\ {#context}\n\n{instruction}");
  }

  @Test
  void aFileIsUsedAsItStands() throws IOException {
    PromptTemplate template =
        PromptTemplates.forModel(
            true,
            PromptTemplates.read(
                write("Q: {instruction}{#context}\nAbout: {context}{/context}\nA:\n")));
    assertThat(template.render("Why?", null)).isEqualTo("Q: Why?\nA:\n");
    assertThat(template.render("Why?", "Rain")).isEqualTo("Q: Why?\nAbout: Rain\nA:\n");
    assertThat(template.stopTexts()).isEmpty();
    assertThat(template.separator()).isEmpty();
    assertThat(template.end()).isEmpty();
  }

  @Test
  void bracesThatAreNoPlacesAreText() {
    PromptTemplate template = PromptTemplates.parse("{\"q\": \"{instruction}{context}\", {}}");
    assertThat(template.render("Why?", null)).isEqualTo("{\"q\": \"Why?\", {}}");
  }

  @Test
  void stopTextsStandInTheHead() throws IOException {
    PromptTemplate template =
        PromptTemplates.parse(
            PromptTemplates.read(
                write(
                    "\uFEFF---\r\nstop: ### End\r\nstop: \"\\n\\nQ:\"\r\n---\r\n{instruction}{context}\r\n")));
    assertThat(template.stopTexts()).containsExactly("### End", "\n\nQ:");
    assertThat(template.render("a", "b")).isEqualTo("ab\n");
  }

  @Test
  void theHeadMayNameTheEndOfAnAnswer() {
    PromptTemplate json =
        PromptTemplates.parse(
            "---\nend: \"\\n\\n### End\"\nstop: ### End\n---\n{instruction}{context}");
    assertThat(json.end()).isEqualTo("\n\n### End");
    assertThat(json.stopTexts()).containsExactly("### End");
    assertThat(PromptTemplates.parse("---\nend: <eot>\n---\n{instruction}{context}").end())
        .isEqualTo("<eot>");
  }

  @Test
  void anEmptyHeadAndALineOfDashesInTheTextAreFine() {
    assertThat(PromptTemplates.parse("---\n---\n{instruction}{context}").render("a", null))
        .isEqualTo("a");
    assertThat(PromptTemplates.parse("x\n---\n{instruction}{context}").render("a", null))
        .isEqualTo("x\n---\na");
  }

  @Test
  void templatesSurviveJavaSerialization() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(PromptTemplates.dolly());
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(PromptTemplates.dolly());
    }
  }

  @Test
  void mistakesInAFileAreNamed() throws IOException {
    refused("", "it has no {instruction} outside {#context}");
    refused("{context}", "it has no {instruction} outside {#context}");
    refused("{#context}{instruction}{context}{/context}", "it has no {instruction} outside");
    refused("{instruction}", "it has no {context}, so a context would be lost");
    refused("{instruction} {contxt}", "it has {contxt}, but only {instruction}, {context}, ");
    refused("{instruction}{file}{context}", "it has {file}, but only");
    refused("{instruction}{#context}{context}", "{#context} has no {/context}");
    refused("{instruction}{context}{/context}", "{/context} has no {#context}");
    refused("{instruction}{#context}{#context}", "a second {#context} comes before {/context}");
    refused("---\nstop: x\n{instruction}{context}", "its head is not closed");
    refused("---\n{instruction}{context}\n---", "its head is not closed");
    refused("---\nstp: x\n---\n{instruction}{context}", "and not 'stp: x'");
    refused("---\nstop:\n---\n{instruction}{context}", "stop is an empty text");
    refused("---\nstop: \"x\n---\n{instruction}{context}", "its stop: \"x is no JSON string");
    refused("---\nend: \"x\n---\n{instruction}{context}", "its end: \"x is no JSON string");
    refused("---\nend:\n---\n{instruction}{context}", "may name one end, and not an empty one");
    refused("---\nend: a\nend: b\n---\n{instruction}{context}", "may name one end, and not 2");
  }

  @Test
  void filesThatAreNoTextAreRefusedByName() throws IOException {
    Path file = directory.resolve("template.txt");
    Files.write(file, new byte[] {'{', (byte) 0xFF});
    refused(file, "The prompt template " + file + " is not UTF-8 text.");
    Files.write(file, new byte[(1 << 20) + 1]);
    refused(file, "The prompt template " + file + " is larger than 1048576 bytes.");
    refused(
        directory.resolve("none.txt"),
        "The prompt template "
            + directory.resolve("none.txt")
            + " cannot be read; check the path.");
    refused(directory, "The prompt template " + directory + " cannot be read; check the path.");
    assertThatIllegalArgumentException().isThrownBy(() -> PromptTemplates.read("\0"));
  }

  @Test
  void aTextThatIsNoTemplateIsQuotedAsFarAsItIsShort() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PromptTemplates.parse("/etc/template.txt"))
        .withMessageStartingWith(
            "The prompt template '/etc/template.txt' cannot be used: it has no");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PromptTemplates.parse("x".repeat(100) + "\n{context}"))
        .withMessageStartingWith(
            "The prompt template '" + "x".repeat(60) + "...' cannot be used: ");
  }

  private void refused(String template, String why) throws IOException {
    String file = write(template);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PromptTemplates.read(file))
        .withMessageStartingWith("The prompt template " + file + " cannot be used: ")
        .withMessageContaining(why);
  }

  private static void refused(Path file, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PromptTemplates.read(file.toString()))
        .withMessage(message);
  }

  private String write(String template) throws IOException {
    Path file = directory.resolve("template.txt");
    Files.write(file, template.getBytes(StandardCharsets.UTF_8));
    return file.toString();
  }
}
