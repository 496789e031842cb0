package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * A text with its label, shown to the model before the text that it is to label.
 *
 * @param text what was labelled
 * @param label its label
 */
public record Shot(String text, String label) implements Serializable {
  public Shot {
    requireNonNull(text, "text is null");
    requireNonNull(label, "label is null");
  }
}
