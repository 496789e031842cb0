package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.prompt.TemplateHash;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer came from, so that it can be audited: hashes of the model, of the template that
 * made the prompt, and of what the answer had to be.
 */
final class Provenance {
  private final String model;
  private final String template;

  Provenance(ServedModel model) {
    this.model = model.hash();
    this.template = TemplateHash.of(model.template());
  }

  /**
   * Notes it.
   *
   * @param instruction with the options that it was admitted with
   */
  void note(Completion.Builder completion, Instruction instruction) {
    completion.setModelHash(model);
    if (instruction.getInstruction() != null) {
      completion.setTemplateHash(template);
    }
    if (!instruction.getChoices().isEmpty()) {
      completion.setFormHash(choices(instruction));
    } else if (instruction.getRegex() != null) {
      completion.setFormHash(FormText.regex(instruction.getRegex()).sha256());
    } else if (instruction.getJsonSchema() != null) {
      completion.setFormHash(FormText.jsonSchema(instruction.getJsonSchema()).sha256());
    }
  }

  /** Of the choices in their order, their descriptions and their options. */
  private static String choices(Instruction instruction) {
    List<String> parts = new ArrayList<>();
    parts.add("choices");
    parts.add(String.valueOf(instruction.getChoices().size()));
    for (String choice : instruction.getChoices()) {
      parts.add(choice);
      parts.add(String.valueOf(instruction.getChoiceDescriptions().get(choice)));
    }
    parts.add(String.valueOf(instruction.getLabelScoring()));
    parts.add(String.valueOf(instruction.getLabelThreshold()));
    parts.add(String.valueOf(instruction.getLabelFallback()));
    parts.add(String.valueOf(instruction.getMultiLabel()));
    parts.add(String.valueOf(instruction.getLabelCalibration()));
    return TemplateHash.of(parts);
  }
}
