package io.mosaicgpt.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.corpus.CorpusException;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.tokenizer.ByteTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDataTest {
  private static final String SHORT = "{\"instruction\": \"a\", \"response\": \"b\"}\n";
  private static final String LONG = "{\"instruction\": \"aaaaaaaaaa\", \"response\": \"b\"}\n";

  @TempDir private Path directory;

  @Test
  void whatIsLongerThanTheModelIsLeftOutAndCounted() throws IOException {
    TrainingData data = read("a.jsonl", SHORT + LONG + SHORT + LONG, false);

    assertThat(data.records()).extracting(record -> record.place().line()).containsExactly(1L, 3L);
    assertThat(data.dropped()).isEqualTo(2);
    assertThat(data.longest()).isEqualTo("aaaaaaaaaa\nb".length() + 1);
  }

  @Test
  void orRefusedWithItsLine() {
    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> read("a.jsonl", SHORT + LONG, true))
        .withMessage(
            directory.resolve("a.jsonl")
                + ", line 2, has 13 tokens with its prompt, but the model takes 12: shorten it or"
                + " leave it out.");
  }

  @Test
  void plainTextsAreNeverTooLong() throws IOException {
    TrainingData data = read("a.txt", "a line of text that is long\n".repeat(10), true);

    assertThat(data.dropped()).isZero();
    assertThat(data.longest()).isEqualTo(12);
    assertThat(data.records()).hasSizeGreaterThan(20);
  }

  @Test
  void noRecordAtAllIsRefused() {
    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> read("a.jsonl", LONG, false))
        .withMessage(
            "The data has no example of at most 12 tokens: give more of it, or a longer model.");
  }

  @Test
  void labelsOfEvaluationMustBeThoseOfTraining() throws IOException {
    LabelSet training = read("train.jsonl", labelled("x", "y"), false).labels();
    LabelSet known = read("eval.jsonl", labelled("y", "y"), false).labels();
    LabelSet unknown = read("eval.jsonl", labelled("y", "z", "z", "w"), false).labels();

    assertThat(training.labels()).containsExactly("x", "y");
    assertThatNoException().isThrownBy(() -> known.requireIn(training));
    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> unknown.requireIn(training))
        .withMessage(
            directory.resolve("eval.jsonl")
                + ", line 4, has the label 'w' (there is 1 more), which no training data has with its"
                + " instruction: add some, or leave it out.");
  }

  @Test
  void aLabelOfEvaluationMustBeOneThatItsOwnInstructionHas() throws IOException {
    LabelSet training =
        read("train.jsonl", labelledBy("A", "x") + labelledBy("B", "y"), false).labels();
    LabelSet known =
        read("eval.jsonl", labelledBy("B", "y") + labelledBy("A", "x"), false).labels();
    LabelSet exchanged = read("eval.jsonl", labelledBy("A", "y"), false).labels();

    assertThat(training.labels("A")).containsExactly("x");
    assertThatNoException().isThrownBy(() -> known.requireIn(training));
    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> exchanged.requireIn(training))
        .withMessage(
            directory.resolve("eval.jsonl")
                + ", line 1, has the label 'y', which no training data has with its instruction:"
                + " add some, or leave it out.");
  }

  @Test
  void asManyLabelsAsServingTakesAreAllowedForEachInstruction() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      lines.append(labelledBy("A", "a" + i)).append(labelledBy("B", "b" + i));
    }

    assertThat(read("a.jsonl", lines.toString(), true).labels().labels()).hasSize(1200);
  }

  @Test
  void labelsThatServingWouldRefuseAreRefused() {
    assertThatExceptionOfType(CorpusException.class)
        .isThrownBy(() -> read("a.jsonl", labelled("x", "x "), false))
        .withMessageStartingWith(
            "The labels cannot be served: the data has \"x\" and \"x \", which differ in white");
  }

  @Test
  void theFingerprintIsThatOfTheTokensAndNotOfTheFiles() throws IOException {
    String print = Fingerprint.of(read("a.jsonl", SHORT + LONG, false).records());

    assertThat(Fingerprint.of(read("b.jsonl", "\n" + SHORT, false).records())).isEqualTo(print);
    assertThat(Fingerprint.of(read("c.jsonl", SHORT + SHORT, false).records())).isNotEqualTo(print);
    // printf '\0\0\0\4\0\0\0\1\0\0\0\142\0\0\0\13\0\0\0\143\0\0\0\0' | sha256sum
    assertThat(print).isEqualTo("d251e721f3836552db49b8ea5c7805f551804d82a366f7e28f09a6aa8ed33ba4");
  }

  private static String labelled(String... labels) {
    StringBuilder lines = new StringBuilder();
    for (String label : labels) {
      lines.append("{\"text\": \"a\", \"label\": \"").append(label).append("\"}\n");
    }
    return lines.toString();
  }

  private static String labelledBy(String instruction, String label) {
    return "{\"instruction\": \"%s\", \"text\": \"a\", \"label\": \"%s\"}\n"
        .formatted(instruction, label);
  }

  private TrainingData read(String name, String text, boolean strict) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    RecordFormat format = new RecordFormat(new ByteTokenizer(), PromptTemplates.raw(), 0, 12, "do");
    return TrainingData.read(
        Corpus.of(List.of(file), Corpus.LABEL), format, strict, ProgressListener.NONE);
  }
}
