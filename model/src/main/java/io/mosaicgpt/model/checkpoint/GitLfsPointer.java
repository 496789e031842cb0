package io.mosaicgpt.model.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a clone of a model repository holds in place of its large files without Git LFS. */
public final class GitLfsPointer {
  private static final byte[] MAGIC = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  /** As many first bytes of a file show whether it is one. */
  static final int BEGINNING = MAGIC.length;

  private GitLfsPointer() {}

  /**
   * Refuses a file that is one.
   *
   * @param file its name
   * @param what it should be, such as "the weights"
   * @param bytes its first bytes, or all
   * @throws CheckpointException when they are those of a pointer
   */
  public static void refuse(String file, String what, byte[] bytes) {
    int length = Math.min(bytes.length, MAGIC.length);
    if (Arrays.equals(bytes, 0, length, MAGIC, 0, MAGIC.length)) {
      throw new CheckpointException(
          "%s is a Git LFS pointer and not %s; run 'git lfs pull' in its directory."
              .formatted(file, what));
    }
  }
}
