package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.checkpoint.OutputDirectory;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.tokenizer.training.TokenizerSpec;
import io.mosaicgpt.model.tokenizer.training.TokenizerTrainer;
import io.mosaicgpt.model.tokenizer.training.TrainedTokenizer;
import io.mosaicgpt.model.tokenizer.training.WordCounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a tokenizer on files. */
@Command(
    name = "train",
    description = {
      "Train a byte-level BPE tokenizer and write a tokenizer.json in the form of GPT-NeoX's.",
      "",
      "Data is UTF-8: .jsonl and .csv with instruction, context and response, with text and label or"
          + " with text alone, and .txt; each also as .gz. The same texts give the same file,"
          + " whatever their order.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class TokenizerTrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      split = ",",
      required = true,
      description = "Files, and directories of them.")
  private List<Path> data;

  @Option(
      names = "--vocab-size",
      paramLabel = "N",
      required = true,
      description = "Ids of the tokenizer: bytes, merges and named tokens together.")
  private int vocabSize;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "A directory that is empty or does not exist yet.")
  private Path output;

  @Option(
      names = "--min-frequency",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Make one token only of two that stand together at least so often. Default:"
              + " ${DEFAULT-VALUE}")
  private long minFrequency;

  @Option(
      names = "--added-token",
      paramLabel = "TEXT",
      description =
          "Make this text one token wherever it stands, such as a piece of the prompt; repeatable.")
  private List<String> added = new ArrayList<>();

  @Option(
      names = "--special",
      paramLabel = "TEXT",
      description =
          "Reserve a token besides <|endoftext|> that no text is tokenized to; repeatable.")
  private List<String> special = new ArrayList<>();

  @Option(
      names = "--label-field",
      paramLabel = "NAME",
      defaultValue = Corpus.LABEL,
      description = "Field with the label of a text. Default: ${DEFAULT-VALUE}")
  private String labelField;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    TokenizerTrainer trainer = new TokenizerTrainer(tokenizerSpec());
    Corpus corpus = Corpus.of(data, labelField);
    OutputDirectory directory = OutputDirectory.prepare(output);
    TokenizerSummary summary;
    try {
      WordCounts counts = count(trainer, corpus);
      TrainedTokenizer tokenizer = learn(trainer, counts);
      summary = TokenizerSummary.of(tokenizer.write(directory.path()), counts, tokenizer);
    } catch (IOException | RuntimeException e) {
      directory.discard();
      throw e;
    }
    print(summary);
    return 0;
  }

  private TokenizerSpec tokenizerSpec() {
    try {
      return new TokenizerSpec(vocabSize, minFrequency, special, added);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--" + e.getMessage(), e);
    }
  }

  /** A quarter of the heap is left for everything else. */
  private static WordCounts count(TokenizerTrainer trainer, Corpus corpus) {
    long mostHeap = Runtime.getRuntime().maxMemory() / 4 * 3;
    try (ProgressLine progress = ProgressLine.of("Counting words", ProgressUnit.MEGABYTES)) {
      return trainer.count(corpus, mostHeap, progress::to);
    }
  }

  private static TrainedTokenizer learn(TokenizerTrainer trainer, WordCounts counts) {
    try (ProgressLine progress = ProgressLine.of("Merging pairs", ProgressUnit.TOKENS)) {
      return trainer.learn(counts, progress::to);
    }
  }

  private void print(TokenizerSummary summary) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOutput.print(out, summary);
      return;
    }
    out.println(summary.text());
    if (summary.vocabSize() < vocabSize) {
      out.printf(
          "The data has no more pairs of tokens that stand together at least %d times.%n",
          minFrequency);
    }
    out.flush();
  }
}
