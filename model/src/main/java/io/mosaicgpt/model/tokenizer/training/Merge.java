package io.mosaicgpt.model.tokenizer.training;

/**
 * Two tokens that become one.
 *
 * @param left id of the first
 * @param right id of the second
 */
record Merge(int left, int right) implements Comparable<Merge> {
  /** By the first id, then by the second. */
  @Override
  public int compareTo(Merge other) {
    return left != other.left
        ? Integer.compare(left, other.left)
        : Integer.compare(right, other.right);
  }
}
