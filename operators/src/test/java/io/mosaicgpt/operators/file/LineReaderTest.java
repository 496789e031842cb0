package io.mosaicgpt.operators.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  /** More than the tests' heap. */
  private static final long HUGE_BYTES = 3L << 30;

  @Test
  void aHugeLineIsPassedOverWithoutBeingHeld() throws IOException {
    try (LineReader reader = new LineReader(new Huge(), 100, 0, 0)) {
      Line huge = reader.next();
      Line next = reader.next();

      assertThat(huge.size()).isEqualTo(HUGE_BYTES);
      assertThat(huge.start()).hasSize(100).containsOnly('x');
      assertThat(next.number()).isEqualTo(2);
      assertThat(next.start()).containsExactly('y');
      assertThat(reader.offset()).isEqualTo(HUGE_BYTES + 2);
      assertThat(reader.next()).isNull();
      assertThat(reader.lines()).isEqualTo(2);
    }
  }

  /** A huge line of x, and one with y. */
  private static final class Huge extends InputStream {
    private long at;

    @Override
    public int read() {
      throw new UnsupportedOperationException("one byte at a time takes too long");
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      if (at > HUGE_BYTES + 1) {
        return -1;
      }
      if (at >= HUGE_BYTES) {
        bytes[from] = (byte) (at == HUGE_BYTES ? '\n' : 'y');
        at++;
        return 1;
      }
      int count = (int) Math.min(length, HUGE_BYTES - at);
      java.util.Arrays.fill(bytes, from, from + count, (byte) 'x');
      at += count;
      return count;
    }
  }
}
