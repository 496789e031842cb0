package io.mosaicgpt.model.training.data;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.prompt.AnswerEncoder;
import io.mosaicgpt.model.prompt.AnswerEncoder.AnsweredPrompt;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Makes records of examples. Of an instruction or a labelled text the answer and its end count; of
 * a plain text everything does, and one that is longer than a record goes on in the next, whose
 * first token is the last of the one before, so that every token but an example's first is
 * predicted once.
 */
final class RecordEncoder {
  private final RecordFormat format;
  private final AnswerEncoder answers;

  RecordEncoder(RecordFormat format) {
    this.format = requireNonNull(format, "format is null");
    this.answers = format.answers();
  }

  /**
   * Encodes one example.
   *
   * @param sink gets its records, in order; those of answers may be longer than the format allows
   * @throws io.mosaicgpt.model.corpus.CorpusException for a label without an instruction
   */
  void encode(Example example, Consumer<TrainingRecord> sink) {
    if (example instanceof Example.Answered answered) {
      sink.accept(
          record(
              answers.response(answered.instruction(), answered.context(), answered.response()),
              example));
    } else if (example instanceof Example.Labelled labelled) {
      String instruction = labelled.instructionOr(format.instruction());
      if (instruction.isBlank()) {
        throw example
            .place()
            .refuse("has a label, but no instruction says what to label: give one");
      }
      sink.accept(record(answers.label(instruction, labelled.text(), labelled.label()), example));
    } else if (example instanceof Example.Plain plain) {
      plain(plain, sink);
    }
  }

  private static TrainingRecord record(AnsweredPrompt prompt, Example example) {
    return new TrainingRecord(prompt.tokens(), prompt.answerFrom(), example.place());
  }

  private void plain(Example.Plain example, Consumer<TrainingRecord> sink) {
    int[] text = format.tokenizer().encode(example.text());
    if (example.complete()) {
      text = Arrays.copyOf(text, text.length + 1);
      text[text.length - 1] = format.endOfText();
    }
    int step = format.maxLength() - 1;
    for (int from = 0; from + 1 < text.length; from += step) {
      int to = Math.min(text.length, from + format.maxLength());
      sink.accept(new TrainingRecord(Arrays.copyOfRange(text, from, to), 1, example.place()));
    }
  }
}
