package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.prompt.LabelRequest;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.operators.file.table.Row;
import io.mosaicgpt.operators.file.table.RowException;
import io.mosaicgpt.schemas.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The rows at hand of a labelling as requests to an engine alone, as the job would ask it. */
final class RowPrompts {
  private final Labelling labelling;
  private final ServedModel model;

  RowPrompts(Labelling labelling, ServedModel model) {
    this.labelling = requireNonNull(labelling, "labelling is null");
    this.model = requireNonNull(model, "model is null");
  }

  /**
   * A request for each row that can be asked.
   *
   * @param refused takes a sentence for each other row
   */
  List<GenerationRequest> requests(Consumer<String> refused) {
    PromptEncoder encoder = new PromptEncoder(model);
    List<GenerationRequest> requests = new ArrayList<>();
    for (Row row : labelling.examples()) {
      try {
        requests.add(
            encoder.encode(
                requests.size(),
                input(row, "row:" + requests.size()),
                labelling.serving().options().sampling().over(model.sampling()).toBuilder(),
                OptionalLong.of(0)));
      } catch (RowException | RequestException e) {
        refused.accept(e.getMessage());
      }
    }
    return requests;
  }

  private PromptInput input(Row row, String id) throws RowException {
    Instruction own = labelling.input().requests().of(row, id);
    boolean asks =
        own.getInstruction() != null || own.getPrompt() != null || own.getPromptTokenIds() != null;
    List<String> choices =
        own.getChoices().isEmpty() && own.getRegex() == null && own.getJsonSchema() == null
            ? labelling.serving().defaults().choices()
            : own.getChoices();
    PromptInput input =
        new PromptInput(
            id,
            asks ? own.getInstruction() : labelling.serving().defaults().instruction().orElse(null),
            own.getContext(),
            own.getPrompt(),
            own.getPromptTokenIds() == null
                ? null
                : own.getPromptTokenIds().stream().mapToInt(Integer::intValue).toArray(),
            choices,
            own.getRegex(),
            own.getJsonSchema(),
            choices.isEmpty()
                ? LabelRequest.PLAIN
                : new LabelRequest(labelling.serving().options().labels(), Map.of()));
    return input.asksForForm() || labelling.serving().options().form() == null
        ? input
        : input.withForm(labelling.serving().options().form());
  }
}
