package io.mosaicgpt.model.forward;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a replica computes.
 *
 * @param cuda whether it is a CUDA device; otherwise it is the CPU
 * @param index number of the CUDA device; 0 for the CPU
 */
public record ReplicaDevice(boolean cuda, int index) {
  /** The CPU. */
  public static final ReplicaDevice CPU = new ReplicaDevice(false, 0);

  private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,3})");

  /** A CUDA device. */
  public static ReplicaDevice cuda(int index) {
    return new ReplicaDevice(true, index);
  }

  /**
   * Reads {@code cpu} or {@code cuda:N}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static ReplicaDevice parse(String name) {
    if (name.equals("cpu")) {
      return CPU;
    }
    Matcher matcher = CUDA.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "device is \"%s\", but must be cpu or cuda:N, for example cuda:0".formatted(name));
    }
    return cuda(Integer.parseInt(matcher.group(1)));
  }

  /** The name that {@link #parse} reads. */
  @Override
  public String toString() {
    return cuda ? "cuda:" + index : "cpu";
  }
}
