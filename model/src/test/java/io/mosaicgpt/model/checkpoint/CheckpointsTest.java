package io.mosaicgpt.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void copyTheConfiguration() throws IOException {
    model = GoldenModels.copy("tiny", temp.resolve("model"), "config.json");
  }

  @Test
  void aDirectoryThatThisUserMayNotLookIntoIsNotOneWithoutFiles(@TempDir Path closed)
      throws IOException {
    Files.setPosixFilePermissions(closed, Set.of());
    assumeThat(Files.isReadable(closed)).as("whether rights hold for this user").isFalse();

    assertThatThrownBy(() -> Checkpoints.open(closed))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            closed
                + " may not be looked into by this user; give it the right to read the directory"
                + " and its files.");
  }

  @Test
  void aMissingDirectoryIsRefused() {
    Path missing = temp.resolve("missing");
    assertRefused(
        missing,
        "There is no directory %s; give a model directory, or make one with 'init'."
            .formatted(missing));
  }

  @Test
  void aFileInsteadOfADirectoryIsRefused() {
    Path file = model.resolve("config.json");
    assertRefused(
        file,
        "%s is a file; give the directory that holds config.json and the weights.".formatted(file));
  }

  @Test
  void aDirectoryWithoutWeightsIsRefused() {
    assertRefused(
        model,
        "%s has no weights; put model.safetensors or pytorch_model.bin, or their shards with the"
                .formatted(model)
            + " *.index.json, there.");
  }

  @Test
  void aHalfDownloadedModelIsRefusedByItsUnfinishedFile() throws IOException {
    Files.createFile(model.resolve("pytorch_model.bin.part"));
    assertRefused(
        model,
        "%s is half-written: it has pytorch_model.bin.part and no finished weights; wait for its"
                .formatted(model)
            + " writer, or delete it and write it again.");
  }

  @Test
  void aGitLfsPointerIsRefused() throws IOException {
    Path weights = model.resolve("pytorch_model.bin");
    Files.writeString(weights, "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
    assertRefused(
        model,
        "%s is a Git LFS pointer and not the weights; run 'git lfs pull' in its directory."
            .formatted(weights));
  }

  @Test
  void theConfigurationAsAGitLfsPointerIsRefused() throws IOException {
    Path config = model.resolve("config.json");
    Files.writeString(config, "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
    assertRefused(
        model,
        "%s is a Git LFS pointer and not the file itself; run 'git lfs pull' in its directory."
            .formatted(config));
  }

  @Test
  void safetensorsArePreferred() throws IOException {
    GoldenModels.copy("tiny", model, "model.safetensors");
    Files.writeString(model.resolve("pytorch_model.bin"), "not looked at");
    try (Checkpoint checkpoint = Checkpoints.open(model)) {
      assertThat(checkpoint.tensors()).hasSize(18);
    }
  }

  @Test
  void linksAreFollowedAsTheHubsCacheNeedsIt() throws IOException {
    Path blobs = GoldenModels.copy("tiny", temp.resolve("blobs"), "model.safetensors");
    Files.createSymbolicLink(
        model.resolve("model.safetensors"), blobs.resolve("model.safetensors"));
    try (Checkpoint checkpoint = Checkpoints.open(model)) {
      assertThat(checkpoint.tensors()).hasSize(18);
    }
  }

  @Test
  void aMissingTensorIsRefusedByName() throws IOException {
    GoldenModels.copy("noqkln", temp.resolve("other"), "model.safetensors");
    Path other = GoldenModels.copy("clip", temp.resolve("other"), "config.json");
    assertRefused(
        other,
        "The weights in %s lack transformer.blocks.0.attn.q_ln.weight, which config.json calls for;"
                .formatted(other)
            + " check that both are of one model.");
  }

  @Test
  void anUnexpectedTensorIsRefusedByName() throws IOException {
    Path other = GoldenModels.copy("clip", temp.resolve("other"), "model.safetensors");
    GoldenModels.copy("noqkln", other, "config.json");
    assertThatThrownBy(() -> Checkpoints.open(other))
        .isInstanceOf(CheckpointException.class)
        .hasMessageMatching(
            ".*/other/model\\.safetensors stores transformer\\.blocks\\.0\\.attn\\.._ln\\.weight and"
                + " 3 more tensors, which the model of config\\.json does not have; check that both"
                + " are of one model\\.");
  }

  @Test
  void aWrongShapeIsRefusedByNameAndShapes() throws IOException {
    GoldenModels.copy("tiny", model, "pytorch_model.bin");
    edit(model.resolve("config.json"), "vocab_size", 500);
    assertRefused(
        model,
        ("%s stores transformer.wte.weight with shape [512, 64], but config.json calls for [500,"
                + " 64]; check that both are of one model.")
            .formatted(model.resolve("pytorch_model.bin")));
  }

  @Test
  void learnedPositionsAreCalledForWithoutAlibi() throws IOException {
    GoldenModels.copy("tiny", model, "model.safetensors");
    Path config = model.resolve("config.json");
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(config.toFile());
    Files.writeString(config, json.put("alibi", false).toString());
    assertThatThrownBy(() -> Checkpoints.open(model))
        .hasMessageContaining("lack transformer.wpe.weight, which config.json calls for");
  }

  @Test
  void anOutputProjectionThatIsTheEmbeddingIsTakenForIt() throws IOException {
    writeWithHead(0);
    try (Checkpoint checkpoint = Checkpoints.open(model);
        Checkpoint golden = Checkpoints.open(GoldenModels.directory("tiny"))) {
      assertThat(checkpoint.tensors()).isEqualTo(golden.tensors());
      assertThat(checkpoint.hash()).isEqualTo(golden.hash());
    }
  }

  @Test
  void anotherOutputProjectionIsRefused() throws IOException {
    writeWithHead(1);
    assertRefused(
        model,
        ("%s stores an lm_head.weight that differs from transformer.wte.weight, but MosaicGPT ties"
                + " the two; use a model that does.")
            .formatted(model.resolve("model.safetensors")));
  }

  private void writeWithHead(int change) throws IOException {
    try (Checkpoint golden = Checkpoints.open(GoldenModels.directory("tiny"))) {
      Map<String, ByteBuffer> data = GoldenModels.bytes(golden);
      List<TensorInfo> infos = new ArrayList<>(golden.tensors());
      TensorInfo embedding = infos.get(0);
      ByteBuffer head = ByteBuffer.allocate((int) embedding.byteSize());
      head.put(data.get(embedding.name()).duplicate()).flip();
      head.put(head.limit() - 1, (byte) (head.get(head.limit() - 1) ^ change));
      infos.add(new TensorInfo("lm_head.weight", embedding.type(), embedding.shape()));
      data.put("lm_head.weight", head);
      SafetensorsFile.writeShard(model.resolve("model.safetensors"), infos, data);
    }
  }

  @Test
  void sixteenBitWeightsKeepTheirType() throws IOException {
    for (WeightType type : List.of(WeightType.FLOAT16, WeightType.BFLOAT16)) {
      Files.deleteIfExists(model.resolve("model.safetensors"));
      Map<String, ByteBuffer> halves =
          HalfPrecision.write(model, GoldenModels.directory("tiny"), type);
      try (Checkpoint checkpoint = Checkpoints.open(model)) {
        assertThat(checkpoint.tensors()).extracting(TensorInfo::type).containsOnly(type);
        assertThat(GoldenModels.bytes(checkpoint)).isEqualTo(halves);
      }
    }
  }

  @Test
  void aReadFillsExactlyItsPartOfTheBuffer() throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(GoldenModels.directory("tiny"))) {
      TensorInfo tensor = checkpoint.tensors().iterator().next();
      int size = (int) tensor.byteSize();
      ByteBuffer buffer = ByteBuffer.allocateDirect(size + 20).position(8);
      checkpoint.read(tensor, buffer);
      assertThat(buffer.position()).isEqualTo(8 + size);
      assertThat(buffer.limit()).isEqualTo(size + 20);
      assertThat(buffer.getLong(0)).isZero();
      assertThat(buffer.slice(8, size))
          .isEqualTo(GoldenModels.bytes(checkpoint).get(tensor.name()));
      assertThat(buffer.getLong(8 + size)).isZero();
    }
  }

  @Test
  void aBufferThatIsTooSmallIsAMistakeOfTheCaller() throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(GoldenModels.directory("tiny"))) {
      TensorInfo tensor = checkpoint.tensors().iterator().next();
      assertThatThrownBy(() -> checkpoint.read(tensor, ByteBuffer.allocate(16)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("transformer.wte.weight takes 131072 bytes, the destination has room for 16");
      TensorInfo other = new TensorInfo("other", tensor.type(), tensor.shape());
      assertThatThrownBy(() -> checkpoint.read(other, ByteBuffer.allocate(1 << 20)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not a tensor of this checkpoint: ");
    }
  }

  @Test
  void aFileCutShortUnderItsReaderIsAnException() throws IOException {
    GoldenModels.copy("tiny", model, "model.safetensors");
    Path weights = model.resolve("model.safetensors");
    try (Checkpoint checkpoint = Checkpoints.open(model)) {
      TensorInfo tensor = checkpoint.tensors().iterator().next();
      try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
        channel.truncate(1_000);
      }
      ByteBuffer buffer = ByteBuffer.allocateDirect((int) tensor.byteSize());
      assertThatThrownBy(() -> checkpoint.read(tensor, buffer))
          .isInstanceOf(CheckpointException.class)
          .hasMessage(
              "%s was changed while it was being read; wait until it is complete and start again.",
              weights);
    }
  }

  @Test
  void theHashCoversConfigurationTokenizerAndWeights() throws IOException {
    GoldenModels.copy("tiny", model, "model.safetensors");
    String original = hash();
    Files.writeString(model.resolve("tokenizer.json"), "{}");
    String withTokenizer = hash();
    Files.writeString(model.resolve("tokenizer.json"), "{ }");
    String otherTokenizer = hash();
    Files.delete(model.resolve("tokenizer.json"));
    Files.writeString(model.resolve("README.md"), "does not count");
    assertThat(hash()).isEqualTo(original);
    flipLastByte(model.resolve("model.safetensors"));
    String otherWeights = hash();
    edit(model.resolve("config.json"), "max_seq_len", 127);
    assertThat(List.of(original, withTokenizer, otherTokenizer, otherWeights, hash()))
        .doesNotHaveDuplicates();
  }

  private String hash() throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(model)) {
      return checkpoint.hash();
    }
  }

  private static void flipLastByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  private static void edit(Path config, String key, int value) throws IOException {
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(config.toFile());
    Files.writeString(config, json.put(key, value).toString());
  }

  private static void assertRefused(Path directory, String message) {
    assertThatThrownBy(() -> Checkpoints.open(directory))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(message);
  }
}
