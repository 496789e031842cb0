package io.mosaicgpt.model.corpus;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** One thing to learn from. */
public sealed interface Example {
  /** Where it stands. */
  Place place();

  /** All its texts. */
  List<String> texts();

  /**
   * An instruction and the answer that it should get.
   *
   * @param context what the instruction is about; may be empty
   */
  record Answered(Place place, String instruction, String context, String response)
      implements Example {
    public Answered {
      requireNonNull(place, "place is null");
      requireNonNull(instruction, "instruction is null");
      requireNonNull(context, "context is null");
      requireNonNull(response, "response is null");
    }

    @Override
    public List<String> texts() {
      return List.of(instruction, context, response);
    }
  }

  /**
   * A text and the label that it should get.
   *
   * @param instruction what to label; empty if the text has none of its own
   */
  record Labelled(Place place, String instruction, String text, String label) implements Example {
    public Labelled {
      requireNonNull(place, "place is null");
      requireNonNull(instruction, "instruction is null");
      requireNonNull(text, "text is null");
      requireNonNull(label, "label is null");
    }

    /** Its own instruction, or another if that is blank. */
    public String instructionOr(String otherwise) {
      return instruction.isBlank() ? otherwise : instruction;
    }

    @Override
    public List<String> texts() {
      return instruction.isEmpty() ? List.of(text, label) : List.of(instruction, text, label);
    }
  }

  /**
   * A text by itself.
   *
   * @param complete whether it ends here; otherwise the next example goes on with it
   */
  record Plain(Place place, String text, boolean complete) implements Example {
    public Plain {
      requireNonNull(place, "place is null");
      requireNonNull(text, "text is null");
    }

    @Override
    public List<String> texts() {
      return List.of(text);
    }
  }
}
