package io.mosaicgpt.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The native library ends the process on some files, so a changed one has to be refused before it
 * gets there, or be harmless. {@code -Dmosaicgpt.fuzz.seed=N} changes other places.
 */
class HostileTokenizerTest {
  private static final long SEED = Long.getLong("mosaicgpt.fuzz.seed", 20260101);
  private static final int ROUNDS = 100;
  private static final String[] VALUES = {
    "null",
    "true",
    "-1",
    "1e300",
    "4294967296",
    "\"\"",
    "\"a\"",
    "\"a b\"",
    "\"\\u0000\"",
    "[]",
    "{}",
    "[[]]",
    "[\"a\"]",
    "[\"a\",\"b\",\"c\"]",
    "{\"type\":\"ByteLevel\"}",
    "{\"type\":\"NFC\"}",
    "{\"type\":\"Sequence\",\"normalizers\":[]}",
    "{\"type\":\"Sequence\",\"pretokenizers\":[]}"
  };

  private final Random random = new Random(SEED);

  @Test
  void aChangedFileIsATokenizerOrIsRefused() throws IOException {
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (Tokenizer tokenizer = SmallTokenizer.changed(this::change)) {
        tokenizer.decode(tokenizer.encode("The box, 42 times.\n\u00e4\ud83d\ude42"));
      } catch (CheckpointException e) {
        assertThat(e.getMessage()).hasSizeGreaterThan(20);
        refused++;
      }
    }
    assertThat(refused).as("refused, seed %d", SEED).isBetween(ROUNDS / 10, ROUNDS - 1);
  }

  /** Zero bytes in front say UTF-32, and then there is a number that is no character. */
  @Test
  void whatIsNoTextInAnyEncodingIsRefused() {
    byte[] noText = {0, 0, 0, '{', 1, 1, 1, 1, 1, 1, 1, 1};

    assertThatThrownBy(
            () -> HuggingFaceJsonTokenizer.open("a.json", new ByteArrayInputStream(noText)))
        .isInstanceOf(CheckpointException.class)
        .hasMessage("a.json is no text; copy it again.");
  }

  /** Goes down a random way, to the large lists as often as to the small ones. */
  private void change(ObjectNode root) {
    ContainerNode<?> place = root;
    while (random.nextInt(4) > 0) {
      List<ContainerNode<?>> inner = new ArrayList<>();
      place.forEach(child -> inner.add(child instanceof ContainerNode<?> c ? c : null));
      inner.removeIf(child -> child == null || child.isEmpty());
      if (inner.isEmpty()) {
        break;
      }
      place = inner.get(random.nextInt(inner.size()));
    }
    if (place instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.set(random.nextInt(8) == 0 ? "another" : name, value());
      }
    } else if (place instanceof ArrayNode array) {
      int at = random.nextInt(array.size());
      switch (random.nextInt(3)) {
        case 0 -> array.remove(at);
        case 1 -> array.insert(at, value());
        default -> array.set(at, value());
      }
    }
  }

  private JsonNode value() {
    try {
      return new ObjectMapper().readTree(VALUES[random.nextInt(VALUES.length)]);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
