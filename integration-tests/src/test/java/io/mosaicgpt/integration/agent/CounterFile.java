package io.mosaicgpt.integration.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counters of a JVM in a file that is mapped to memory: what was written stays when the JVM is
 * killed. One JVM writes, another one reads.
 */
public final class CounterFile {
  /** Bytes of a counter: its value, the length of its name, which is written last, its name. */
  private static final int SLOT = 128;

  private static final int VALUE = 0;
  private static final int LENGTH = Long.BYTES;
  private static final int NAME = LENGTH + Integer.BYTES;
  private static final int SLOTS = 4096;

  private final MappedByteBuffer bytes;
  private int used;

  private CounterFile(MappedByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** A new file for writing. */
  public static CounterFile create(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return new CounterFile(channel.map(MapMode.READ_WRITE, 0, (long) SLOT * SLOTS));
    }
  }

  /** A file that another JVM writes. */
  public static CounterFile open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new CounterFile(channel.map(MapMode.READ_ONLY, 0, (long) SLOT * SLOTS));
    }
  }

  /** Whether the other JVM has made the file, in its full length. */
  public static boolean isThere(Path file) throws IOException {
    return Files.exists(file) && Files.size(file) == (long) SLOT * SLOTS;
  }

  /** Adds a counter and returns its slot. */
  public int add(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    if (text.length > SLOT - NAME || used == SLOTS) {
      throw new IllegalStateException("No room for counter " + name);
    }
    int slot = used++;
    bytes.put(slot * SLOT + NAME, text);
    bytes.putInt(slot * SLOT + LENGTH, text.length);
    return slot;
  }

  /** Writes a counter's value. */
  public void set(int slot, long value) {
    bytes.putLong(slot * SLOT + VALUE, value);
  }

  /** Every counter and its value, in the order in which they were added. */
  public Map<String, Long> read() {
    Map<String, Long> values = new LinkedHashMap<>();
    ByteBuffer view = bytes.duplicate();
    for (int at = 0; at < SLOT * SLOTS && bytes.getInt(at + LENGTH) > 0; at += SLOT) {
      byte[] name = new byte[bytes.getInt(at + LENGTH)];
      view.get(at + NAME, name);
      values.put(new String(name, StandardCharsets.UTF_8), bytes.getLong(at + VALUE));
    }
    return values;
  }
}
