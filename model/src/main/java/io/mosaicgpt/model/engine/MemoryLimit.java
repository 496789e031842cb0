package io.mosaicgpt.model.engine;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of a device's memory the KV cache may take. */
public sealed interface MemoryLimit extends Serializable {
  /** The words of {@link #parse}, for messages. */
  String FORMS = "a size such as 4g or 512m, a share of the device's memory such as 40%, or auto";

  /** Half of what the weights leave of the device's memory; no limit where that is not known. */
  record Auto() implements MemoryLimit {
    @Override
    public String toString() {
      return "auto";
    }
  }

  /**
   * So many bytes.
   *
   * @param bytes at least 1
   */
  record Size(long bytes) implements MemoryLimit {
    public Size {
      if (bytes < 1) {
        throw new IllegalArgumentException("bytes is " + bytes);
      }
    }

    @Override
    public String toString() {
      return bytes + " bytes";
    }
  }

  /**
   * A share of the device's memory.
   *
   * @param percent above 0, at most 100
   */
  record Share(double percent) implements MemoryLimit {
    public Share {
      if (!(percent > 0 && percent <= 100)) {
        throw new IllegalArgumentException("percent is " + percent);
      }
    }

    @Override
    public String toString() {
      return percent + "%";
    }
  }

  /**
   * Reads {@code auto}, a number with a unit (k, m, g or t, powers of 1024), or a percentage. Empty
   * for anything else, a bare number too: nobody means bytes.
   */
  static Optional<MemoryLimit> parse(String text) {
    if (text.equals("auto")) {
      return Optional.of(new Auto());
    }
    Matcher matcher =
        Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([kmgt%])")
            .matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    if (matcher.group(2).equals("%")) {
      double percent = number.doubleValue();
      return percent > 0 && percent <= 100 ? Optional.of(new Share(percent)) : Optional.empty();
    }
    int power = 1 + "kmgt".indexOf(matcher.group(2));
    BigDecimal bytes = number.multiply(BigDecimal.valueOf(1024).pow(power));
    boolean usable =
        bytes.compareTo(BigDecimal.ONE) >= 0
            && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    return usable ? Optional.of(new Size(bytes.longValue())) : Optional.empty();
  }
}
