package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.forward.TokenTree;
import io.mosaicgpt.model.replica.module.ModuleSource;
import io.mosaicgpt.model.replica.module.PyTorch;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The logits of a node of a tree are those of its path as a plain sequence, to the last bit,
 * however the tree is cut into steps and whatever else is computed with it.
 */
class TreeInvarianceTest {
  private static final int VOCAB = 500;
  private static final ModelConfig CONFIG = TestConfigs.of(256, 2, 2, VOCAB, VOCAB, 1024);

  @ParameterizedTest
  @EnumSource
  void aNodeHasTheBitsOfItsPath(ElementType type) throws IOException {
    try (CpuReplica replica = load(type)) {
      for (int seed = 0; seed < 12; seed++) {
        Random random = new Random(seed);
        int trunk = 1 + random.nextInt(seed % 3 == 0 ? 500 : 150);
        Tree tree = new Tree(random, trunk, 1 + random.nextInt(seed % 4 == 0 ? 300 : 80));
        float[][] expected = new float[tree.nodes()][];
        for (int node : tree.some(random, 25)) {
          int[] sequence = tree.sequence(node);
          expected[node] =
              new Sequences(replica).feed(0, sequence, sequence.length)[sequence.length - 1];
        }
        assertSame(expected, tree.compute(replica, 1, 1024), seed);
        int chunk = 1 + random.nextInt(60);
        assertSame(expected, tree.compute(replica, 2, chunk), seed);
        for (int slot = 0; slot < replica.slots(); slot++) {
          replica.release(slot);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void everyKindOfModelComputesTrees(String name) throws IOException {
    GoldenCase golden = new GoldenCase(name);
    int[] text = golden.texts().get(golden.texts().size() - 1).sequence();
    float[][] rows = golden.texts().get(golden.texts().size() - 1).logits();
    // Of every two nodes the first goes on with the text, the second with something else.
    int trunk = text.length - 16;
    int[] tokens = Arrays.copyOf(text, trunk + 16);
    int[] parents = new int[16];
    for (int i = 0; i < 8; i++) {
      tokens[trunk + 2 * i] = text[trunk + i];
      tokens[trunk + 2 * i + 1] = 3 + i;
      parents[2 * i] = i == 0 ? TokenTree.TRUNK : 2 * i - 2;
      parents[2 * i + 1] = 2 * i;
    }
    Tree tree = new Tree(tokens, new TokenTree(trunk, parents));
    for (ModuleSource source : List.of(source(), ModuleSource.portable())) {
      try (Checkpoint checkpoint = Checkpoints.open(golden.directory());
          CpuReplica replica =
              CpuReplica.load(
                  checkpoint,
                  new ReplicaOptions(
                      ElementType.FLOAT32,
                      ReplicaDevice.CPU,
                      6,
                      checkpoint.config().maxSeqLen(),
                      checkpoint.config().usableVocabSize()),
                  ProgressListener.NONE,
                  source)) {
        float[][] actual = tree.compute(replica, 1, 1024);
        for (int i = 0; i < 8; i++) {
          assertThat(actual[2 * i]).containsExactly(rows[trunk + i], Offset.offset(5e-5f));
        }
      }
    }
  }

  private static ModuleSource source() {
    PyTorch.start();
    return ModuleSource.of(new ReplicaOptions(ElementType.FLOAT32, ReplicaDevice.CPU, 1, 64, 1));
  }

  private static void assertSame(float[][] expected, float[][] actual, int seed) {
    for (int node = 0; node < expected.length; node++) {
      if (expected[node] != null) {
        assertThat(Arrays.equals(actual[node], expected[node]))
            .as("seed %d, node %d of %d", seed, node, expected.length)
            .isTrue();
      }
    }
  }

  /** Random tokens behind a trunk of random tokens; nodes in depth-first order or not. */
  private static final class Tree {
    private final int[] tokens;
    private final TokenTree tree;

    Tree(int[] tokens, TokenTree tree) {
      this.tokens = tokens;
      this.tree = tree;
    }

    Tree(Random random, int trunk, int nodes) {
      this.tokens = random.ints(trunk + nodes, 0, VOCAB).toArray();
      boolean deep = random.nextBoolean();
      this.tree =
          new TokenTree(
              trunk,
              IntStream.range(0, nodes)
                  .map(i -> deep && random.nextInt(4) > 0 ? i - 1 : random.nextInt(i + 1) - 1)
                  .toArray());
    }

    int nodes() {
      return tree.parents().length;
    }

    int[] some(Random random, int most) {
      return random.ints(most, 0, nodes()).distinct().toArray();
    }

    int[] sequence(int node) {
      return IntStream.concat(
              IntStream.range(0, tree.trunk()), IntStream.of(tree.pathTo(tree.trunk() + node)))
          .map(stored -> tokens[stored])
          .toArray();
    }

    /** The logits of all nodes, among steps of a decoding sequence and of another such tree. */
    float[][] compute(CpuReplica replica, int slot, int chunk) {
      int other = slot + 2;
      replica.reserve(slot, tokens.length);
      replica.reserve(other, tokens.length);
      replica.reserve(5, tokens.length);
      float[][] logits = new float[nodes()][];
      for (int start = 0; start < tokens.length; start += chunk) {
        int count = Math.min(chunk, tokens.length - start);
        int[] ids = Arrays.copyOf(Arrays.copyOfRange(tokens, start, start + count), 2 * count + 1);
        System.arraycopy(tokens, start, ids, count, count);
        StepOutput output =
            replica.forward(
                new StepBatch(
                    ids,
                    new int[] {slot, other, 5},
                    new int[] {start, start, start / chunk},
                    new int[] {count, count, 1},
                    IntStream.range(0, count).toArray(),
                    new TokenTree[] {tree, tree, TokenTree.NONE}));
        for (int i = 0; i < count; i++) {
          if (start + i >= tree.trunk()) {
            logits[start + i - tree.trunk()] = output.logits(i);
          }
        }
      }
      return logits;
    }
  }

  private static CpuReplica load(ElementType type) throws IOException {
    try (MemoryCheckpoint checkpoint = MemoryCheckpoint.random(CONFIG, WeightType.FLOAT32, 11)) {
      return CpuReplica.load(
          checkpoint,
          new ReplicaOptions(
              type, ReplicaDevice.CPU, 6, CONFIG.maxSeqLen(), VOCAB, 6L * CONFIG.maxSeqLen(), 2),
          ProgressListener.NONE);
    }
  }
}
