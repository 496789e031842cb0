package io.mosaicgpt.jobs.measure.fidelity;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ForwardModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far each type's logits are from float32's. float32 writes the continuations, then every type
 * reads them, so that all answer the same question at each position, whatever they would have
 * written themselves. One model is loaded at a time.
 */
public final class FidelityBench {
  private final ModelLoader loader;
  private final Options options;

  /** Prepares a comparison. */
  public FidelityBench(ModelLoader loader, Options options) {
    this.loader = requireNonNull(loader, "loader is null");
    this.options = requireNonNull(options, "options is null");
  }

  /** Loads the model under comparison. */
  public interface ModelLoader {
    /** The model in a type; the caller closes it. */
    ForwardModel load(ElementType type) throws IOException;
  }

  /**
   * What to compare.
   *
   * @param types in the order of the report
   * @param tokens length of each continuation, at least 1
   * @param withPrompt compare behind each token of the prompts too, not only behind their last
   * @param margin float32's choice is clear where its first logit is this far above its second
   */
  public record Options(List<ElementType> types, int tokens, boolean withPrompt, double margin) {
    public Options {
      types = List.copyOf(types);
    }
  }

  /** Runs it on prompts of token ids. */
  public FidelityReport run(List<int[]> prompts) throws IOException {
    try (ReferenceLogits reference = new ReferenceLogits()) {
      List<Passage> passages = reference(prompts, reference);
      List<FidelityRow> rows = new ArrayList<>();
      LogitDifference difference = new LogitDifference(options.margin());
      for (ElementType type : options.types()) {
        difference = compare(type, passages, reference);
        rows.add(difference.row(type.toString()));
      }
      return new FidelityReport(
          prompts.size(),
          prompts.stream().mapToLong(prompt -> prompt.length).sum(),
          difference.rows(),
          options.margin(),
          difference.clearRows(),
          difference.meanTopProbability(),
          rows);
    }
  }

  private List<Passage> reference(List<int[]> prompts, ReferenceLogits logits) throws IOException {
    try (ForwardModel model = loader.load(ElementType.FLOAT32)) {
      PassageReader reader = new PassageReader(model);
      List<Passage> passages;
      try (ProgressLine progress = ProgressLine.of("Writing in float32", ProgressUnit.TOKENS)) {
        passages = reader.write(prompts, options.tokens(), progress::to);
      }
      read(ElementType.FLOAT32, reader, passages, logits::write);
      return passages;
    }
  }

  private LogitDifference compare(
      ElementType type, List<Passage> passages, ReferenceLogits reference) throws IOException {
    LogitDifference difference = new LogitDifference(options.margin());
    try (ForwardModel model = loader.load(type);
        ReferenceLogits.Reader expected = reference.read()) {
      read(
          type,
          new PassageReader(model),
          passages,
          row -> difference.add(expected.next(row.length), row));
    }
    return difference;
  }

  private void read(
      ElementType type,
      PassageReader reader,
      List<Passage> passages,
      PassageReader.RowConsumer consumer)
      throws IOException {
    try (ProgressLine progress = ProgressLine.of("Reading in " + type, ProgressUnit.SEQUENCES)) {
      for (int i = 0; i < passages.size(); i++) {
        Passage passage = passages.get(i);
        reader.read(passage, options.withPrompt() ? 0 : passage.prompt().length - 1, consumer);
        progress.to(i + 1L, passages.size());
      }
    }
  }
}
