package io.mosaicgpt.jobs.command.finetune;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.training.data.RecordFormat;
import io.mosaicgpt.model.training.data.TrainingData;
import io.mosaicgpt.model.training.run.EvaluationSet;
import io.mosaicgpt.model.training.run.RunSettings;
import io.mosaicgpt.model.training.run.StartingPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is read, and how it becomes prompts. */
final class DataFlags {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      split = ",",
      required = true,
      description = "Files, and directories of them; one that is named twice counts twice.")
  private List<Path> data;

  @Option(
      names = "--eval",
      paramLabel = "FILE",
      split = ",",
      description = "The same, to measure the model on.")
  private List<Path> eval = new ArrayList<>();

  @Option(
      names = "--label-field",
      paramLabel = "NAME",
      description = "Field with the label of a text. Default: " + Corpus.LABEL)
  private Optional<String> labelField;

  @Option(
      names = "--instruction",
      paramLabel = "TEXT",
      description = "What to do with texts that have a label and no instruction of their own.")
  private Optional<String> instruction;

  @Option(
      names = "--prompt-template",
      paramLabel = "FILE",
      description =
          "Prompt template that instructions are put into, and the model is to be served with."
              + " Default: the model's own")
  private Optional<String> promptTemplate;

  @Option(
      names = "--strict",
      description = "Refuse examples that are longer than the model, rather than leave them out.")
  private boolean strict;

  /** The training data's files. */
  Corpus corpus() {
    return Corpus.of(data, labelField());
  }

  /** The evaluation's files, for each that was named. */
  List<Corpus> evalCorpora() {
    return eval.stream().map(path -> Corpus.of(List.of(path), labelField())).toList();
  }

  private String labelField() {
    return labelField.orElse(Corpus.LABEL);
  }

  /** The prompt template's text; empty for the model's own. */
  String template() {
    try {
      return promptTemplate.map(PromptTemplates::read).orElse("");
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  /**
   * How examples become tokens.
   *
   * @param output where the model will be, whose name may say what it is served with
   */
  RecordFormat format(StartingPoint start, RunSettings settings, String template, Path output) {
    ModelConfig config = start.config();
    int longest = settings.maxSeqLen().orElse(config.maxSeqLen());
    if (longest > config.maxSeqLen()) {
      throw new BadInputException(
          "--max-seq-len is %d, but %s takes at most %d: give less."
              .formatted(longest, start.name(), config.maxSeqLen()));
    }
    if (instruction.isPresent() && instruction.get().isBlank()) {
      throw new BadInputException("--instruction is blank: say what to do.");
    }
    return new RecordFormat(
        start.tokenizer(),
        PromptTemplates.forModel(start.preset().isDollyIn(output), template),
        config.eosTokenId(),
        longest,
        instruction.orElse(""));
  }

  /**
   * Reads the training data.
   *
   * @throws BadInputException when flags speak of labels, and it has none: with the name of another
   *     field all texts would be learned as plain ones
   */
  TrainingData read(Corpus corpus, RecordFormat format) {
    TrainingData training;
    try (ProgressLine progress = ProgressLine.of("Reading data", ProgressUnit.MEGABYTES)) {
      training = TrainingData.read(corpus, format, strict, progress::to);
    }
    boolean labelled = instruction.isPresent() || labelField.isPresent();
    if (labelled && training.labels().labels().isEmpty()) {
      throw new BadInputException(
          ("No text of --data has a '%s' beside it: name the field of the label with --label-field,"
                  + " or leave --instruction and --label-field out.")
              .formatted(labelField()));
    }
    return training;
  }

  /**
   * Reads the evaluation's data.
   *
   * @param maxLength most tokens that the model takes when it is served
   * @throws io.mosaicgpt.model.corpus.CorpusException when it has labels that training has not
   */
  List<EvaluationSet> readEval(
      List<Corpus> corpora, RecordFormat format, TrainingData training, int maxLength) {
    List<EvaluationSet> sets = new ArrayList<>();
    for (int i = 0; i < corpora.size(); i++) {
      try (ProgressLine progress = ProgressLine.of("Reading evaluation", ProgressUnit.MEGABYTES)) {
        sets.add(
            EvaluationSet.read(
                eval.get(i).toString(), corpora.get(i), format, strict, progress::to));
      }
      sets.get(i).data().labels().requireIn(training.labels());
      if (strict) { // otherwise they are left out and counted, when labels are evaluated
        sets.get(i).requireServable(training.labels(), format, maxLength);
      }
    }
    return sets;
  }
}
