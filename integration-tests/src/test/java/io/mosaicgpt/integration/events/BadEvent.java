package io.mosaicgpt.integration.events;

import java.nio.charset.StandardCharsets;

/**
 * An event that cannot be answered.
 *
 * @param name what is wrong with it
 * @param value its bytes, or null
 * @param code the dead letter's code
 * @param says part of the dead letter's sentence
 * @param attempt that the dead letter names: 1 where it is found out in flight, 0 before
 */
public record BadEvent(String name, byte[] value, String code, String says, int attempt) {
  /** One that is refused before it is in flight. */
  public BadEvent(String name, byte[] value, String code, String says) {
    this(name, value, code, says, 0);
  }

  /** Its key. */
  public byte[] key() {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return name;
  }
}
