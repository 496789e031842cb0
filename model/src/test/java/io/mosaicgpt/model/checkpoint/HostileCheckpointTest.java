package io.mosaicgpt.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Model directories that somebody prepared: each is read, or refused with a sentence, in bounded
 * time and memory. {@code -Dmosaicgpt.fuzz.seed=N} changes other bytes.
 */
@Timeout(120)
class HostileCheckpointTest {
  private static final long SEED = Long.getLong("mosaicgpt.fuzz.seed", 20260101);
  private static final int ROUNDS = 500;

  @TempDir private Path directory;
  private final Random random = new Random(SEED);

  /** The bytes are changed where the structure is: at both ends, not in the weights between. */
  @ParameterizedTest
  @CsvSource({
    "model.safetensors, 4096, 0",
    "pytorch_model.bin, 6000, 12000",
    "config.json, 2000, 0",
  })
  void changedFilesAreReadOrRefused(String name, int head, int tail) throws IOException {
    GoldenModels.copy("clip", directory, "config.json");
    if (!name.equals("config.json")) {
      GoldenModels.copy("clip", directory, name);
    } else {
      GoldenModels.copy("clip", directory, "model.safetensors");
    }
    Path file = directory.resolve(name);
    byte[] good = Files.readAllBytes(file);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      change(file, good, Math.min(head, good.length), tail);
      refused += isRefused() ? 1 : 0;
      Files.write(file, good);
    }
    assertThat(refused).as("refused of %d, seed %d", ROUNDS, SEED).isBetween(ROUNDS / 10, ROUNDS);
  }

  private void change(Path file, byte[] good, int head, int tail) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        boolean atTheEnd = tail > 0 && random.nextBoolean();
        int at = atTheEnd ? good.length - 1 - random.nextInt(tail) : random.nextInt(head);
        bytes.seek(at);
        switch (random.nextInt(4)) {
          case 0 -> bytes.write(random.nextInt(256));
          case 1 -> bytes.write(good[at] ^ (1 << random.nextInt(8)));
          case 2 -> bytes.write("99999999999".getBytes(StandardCharsets.UTF_8));
          default -> bytes.setLength(random.nextInt(8) == 0 ? at : good.length);
        }
      }
    }
  }

  /** Anything but a checkpoint or a refusal fails the test. */
  private boolean isRefused() throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(directory)) {
      for (TensorInfo tensor : checkpoint.tensors()) {
        checkpoint.read(tensor, ByteBuffer.allocate((int) tensor.byteSize()));
      }
      return false;
    } catch (CheckpointException e) {
      assertThat(e.getMessage()).hasSizeGreaterThan(20);
      return true;
    }
  }

  @Test
  void changedPicklesAreReadOrRefused() {
    byte[] good =
        PickleBytes.begin()
            .orderedDict()
            .op('(')
            .text("a")
            .tensor("0", 0, new long[] {2, 3}, 3, 1)
            .text("b")
            .tensor("HalfStorage", "1", 5, new long[] {4}, 1)
            .op('u')
            .end();
    int refused = 0;
    for (int round = 0; round < 50 * ROUNDS; round++) {
      byte[] pickle = good.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        pickle[random.nextInt(pickle.length)] =
            (byte)
                (random.nextBoolean()
                    ? random.nextInt(256)
                    : "(t)]}seuqhQRb.X".charAt(random.nextInt(15)));
      }
      try {
        TorchPickle.read(Path.of("a.bin"), pickle);
      } catch (CheckpointException e) {
        refused++;
      }
    }
    assertThat(refused).as("refused, seed %d", SEED).isGreaterThan(ROUNDS);
  }

  /** Each entry would become an object before anybody could count them. */
  @Test
  void anArchiveOfVeryManyEntriesIsRefusedWhileItsDirectoryIsRead() throws IOException {
    Path file = directory.resolve("pytorch_model.bin");
    try (ZipBytes zip = ZipBytes.create(file)) {
      zip.entry("m/data.pkl", PickleBytes.begin().orderedDict().end());
      for (int i = 0; i < 210_000; i++) {
        zip.entry("m/" + i, new byte[0]);
      }
    }

    assertThatThrownBy(() -> WeightFile.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("has a zip directory of more than 16777216 bytes");
  }

  @Test
  void aSafetensorsHeaderOfMegabytesIsRefusedUnread() throws IOException {
    Path file = directory.resolve("model.safetensors");
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.writeLong(Long.reverseBytes(99_000_000));
      bytes.setLength(100_000_000); // a hole
    }

    assertThatThrownBy(() -> WeightFile.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("its header would have 99000000 bytes");
  }

  @Test
  void aShapeOfManyDimensionsIsRefusedAtTheNinth() throws IOException {
    String shape = "1" + ",1".repeat(1_000_000);
    Path file =
        SafetensorsFile.write(
            directory.resolve("model.safetensors"),
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[" + shape + "],\"data_offsets\":[0,4]}}",
            4);

    assertThatThrownBy(() -> WeightFile.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("a list of at most eight natural numbers for a");
  }

  /** Two zero bytes in front say UTF-32, and then there is a number that is no character. */
  @Test
  void whatIsNoTextInAnyEncodingIsRefused() throws IOException {
    GoldenModels.copy("clip", directory, "config.json", "model.safetensors");
    byte[] noText = {0, 0, 0, '{', 1, 1, 1, 1, 1, 1, 1, 1};
    Path header =
        SafetensorsFile.write(
            directory.resolve("a.safetensors"), new String(noText, StandardCharsets.US_ASCII), 4);
    Files.write(directory.resolve("config.json"), noText);

    assertThatThrownBy(() -> Checkpoints.open(directory))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("config.json is no text");
    assertThatThrownBy(() -> WeightFile.open(header))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("a.safetensors is no text");
  }

  @ParameterizedTest
  @CsvSource({"config.json", "tokenizer.json", "model.safetensors.index.json"})
  void aJsonFileOfGigabytesIsRefusedUnread(String name) throws IOException {
    GoldenModels.copy("clip", directory, "config.json", "model.safetensors");
    if (name.contains("index")) {
      Files.move(
          directory.resolve("model.safetensors"), directory.resolve("model-1-of-1.safetensors"));
    }
    try (RandomAccessFile bytes = new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
      bytes.setLength(4L << 30); // a hole
    }

    assertThatThrownBy(
            () -> {
              try (Checkpoint checkpoint = Checkpoints.open(directory)) {
                checkpoint.hash();
              }
            })
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("4294967296 bytes");
  }
}
