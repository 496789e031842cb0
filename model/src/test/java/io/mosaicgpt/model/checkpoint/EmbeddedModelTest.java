package io.mosaicgpt.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedModelTest {
  private static final String FOLDER = "a/model";
  private static final byte[] TOKENIZER = "{}".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temp;

  @Test
  void theModelInTheJarIsSmallAndKnowsDollysPrompt() throws IOException {
    try (Checkpoint embedded = Checkpoints.embedded()) {
      assertThat(embedded.config().dolly()).isTrue();
      assertThat(embedded.config().name()).isEqualTo("embedded");
      assertThat(embedded.tensors().stream().mapToLong(TensorInfo::byteSize).sum())
          .isBetween(1L << 20, 16L << 20);
    }
  }

  @Test
  void writtenToADirectoryItIsTheSameModelTokenizerIncluded() throws IOException {
    Path output = temp.resolve("embedded");
    try (SourcedCheckpoint embedded = EmbeddedModel.open()) {
      CheckpointWriter.write(embedded, output, WeightFormat.SAFETENSORS, ProgressListener.NONE);
      assertThat(output.resolve("tokenizer.json"))
          .hasBinaryContent(embedded.tokenizerJson().orElseThrow());
      try (Checkpoint written = Checkpoints.open(output)) {
        assertThat(written.hash()).isEqualTo(embedded.hash());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classes", "classes.jar"})
  void trainedWeightsAmongResourcesAreReadBitForBit(String place) throws IOException {
    Path directory = trained();
    pack();

    try (URLClassLoader loader = loader(place);
        SourcedCheckpoint resources = EmbeddedModel.open(new ResourceFolder(loader, FOLDER));
        Checkpoint expected = Checkpoints.open(directory)) {
      assertThat(resources.config().name()).isEqualTo("embedded");
      assertThat(resources.tensors())
          .isEqualTo(expected.tensors())
          .allMatch(tensor -> tensor.type() == WeightType.BFLOAT16);
      for (TensorInfo tensor : expected.tensors()) {
        assertThat(bytes(resources, tensor)).as(tensor.name()).isEqualTo(bytes(expected, tensor));
      }
      assertThat(resources.hash()).isEqualTo(expected.hash());
      assertThat(resources.tokenizerJson()).hasValue(TOKENIZER);
    }
  }

  @Test
  void weightsAmongTheResourcesThatAreCutShortAreRefused() throws IOException {
    Path weights = trained().resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(whole, whole.length - 1));

    try (URLClassLoader loader = loader("classes")) {
      assertThatThrownBy(() -> EmbeddedModel.open(new ResourceFolder(loader, FOLDER)))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining(Path.of(FOLDER, "model.safetensors") + " is truncated");
    }
  }

  /** Writes a model to the folder, with bytes for weights that differ from place to place. */
  private Path trained() throws IOException {
    Path directory = Files.createDirectories(temp.resolve("classes/a")).resolve("model");
    CheckpointWriter.writeTrained(
        ModelPreset.of("tiny"),
        CompanionFiles.of(TOKENIZER),
        WeightType.BFLOAT16,
        (tensor, skip, destination) -> {
          for (long at = skip; destination.hasRemaining(); at++) {
            destination.put((byte) ((at * 0x9E3779B97F4A7C15L + tensor.name().hashCode()) >> 32));
          }
        },
        directory,
        ProgressListener.NONE);
    return directory;
  }

  private void pack() throws IOException {
    try (OutputStream file = Files.newOutputStream(temp.resolve("classes.jar"));
        JarOutputStream jar = new JarOutputStream(file);
        DirectoryStream<Path> children =
            Files.newDirectoryStream(temp.resolve("classes").resolve(FOLDER))) {
      for (Path child : children) {
        jar.putNextEntry(new JarEntry(FOLDER + "/" + child.getFileName()));
        Files.copy(child, jar);
      }
    }
  }

  private URLClassLoader loader(String place) throws IOException {
    return new URLClassLoader(new URL[] {temp.resolve(place).toUri().toURL()}, null);
  }

  private static byte[] bytes(Checkpoint checkpoint, TensorInfo tensor) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.byteSize());
    checkpoint.read(tensor, bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }
}
