package io.mosaicgpt.model.training;

/** What the module keeps for each weight. */
enum TensorGroup {
  WEIGHTS("weights"),
  FIRST_MOMENT("first_moment"),
  SECOND_MOMENT("second_moment"),
  AVERAGE("average"),
  /** Only between the computing of gradients and their use. */
  GRADIENTS("gradients");

  private final String label;

  TensorGroup(String label) {
    this.label = label;
  }

  /** Its name in the module, and in files before the weight's name. */
  String label() {
    return label;
  }
}
