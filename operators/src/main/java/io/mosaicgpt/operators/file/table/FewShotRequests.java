package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.schemas.Instruction;

/**
 * Rows behind examples. These follow the instruction, so that prompts begin alike as far as their
 * examples do.
 *
 * @param instruction what to do
 * @param textColumn the column with the text
 * @param shots chooses the examples
 */
public record FewShotRequests(String instruction, String textColumn, Shots shots)
    implements RowRequests {
  public FewShotRequests {
    requireNonNull(instruction, "instruction is null");
    requireNonNull(textColumn, "textColumn is null");
    requireNonNull(shots, "shots is null");
  }

  @Override
  public Instruction of(Row row, String id) throws RowException {
    String text = ContextRequests.text(row, textColumn);
    StringBuilder told = new StringBuilder(instruction).append("\n\nExamples:");
    for (Shot shot : shots.of(text, id)) {
      told.append("\n\nText: ").append(shot.text()).append("\nAnswer: ").append(shot.label());
    }
    return Instruction.newBuilder()
        .setRequestId(id)
        .setInstruction(told.toString())
        .setContext(text)
        .build();
  }
}
