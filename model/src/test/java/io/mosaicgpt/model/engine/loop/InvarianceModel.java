package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.replica.cpu.CpuReplica;
import io.mosaicgpt.model.replica.cpu.MemoryCheckpoint;
import io.mosaicgpt.model.replica.cpu.TestConfigs;
import java.io.IOException;
import java.util.Optional;

/** A real replica of random weights, lent to one engine after the other. */
final class InvarianceModel implements AutoCloseable {
  static final int VOCAB = 500;
  static final int MAX_LENGTH = 448;
  static final int MAX_SLOTS = 32;

  private final String name;
  private final ServedModel served;
  private final CpuReplica replica;

  private InvarianceModel(String name, ServedModel served, CpuReplica replica) {
    this.name = name;
    this.served = served;
    this.replica = replica;
  }

  /**
   * Loads one. Heads are 128 wide, as the published model's.
   *
   * @param threads threads of a step; 0 for as many as suit the width
   */
  static InvarianceModel load(ElementType type, int width, int layers, int threads)
      throws IOException {
    ModelConfig config = TestConfigs.of(width, width / 128, layers, VOCAB, VOCAB, MAX_LENGTH);
    ServedModel served =
        new ServedModel(
            config,
            "hash",
            MAX_LENGTH,
            Optional.of(new PairTokenizer(VOCAB)),
            PromptTemplates.forModel(false, ""));
    ReplicaOptions options =
        new ReplicaOptions(
            type,
            ReplicaDevice.CPU,
            MAX_SLOTS,
            MAX_LENGTH,
            VOCAB,
            (long) MAX_SLOTS * MAX_LENGTH,
            threads);
    CpuReplica replica =
        CpuReplica.load(
            MemoryCheckpoint.random(config, WeightType.FLOAT32, 5), options, ProgressListener.NONE);
    String name = "%s, width %d, %d layers, threads %d".formatted(type, width, layers, threads);
    return new InvarianceModel(name, served, replica);
  }

  ServedModel served() {
    return served;
  }

  /**
   * The first slots of the replica, without memory. Those lent before must not be used any more.
   */
  LentSlots lend(int slots, int quantum, int failingStep) {
    for (int slot = 0; slot < MAX_SLOTS; slot++) {
      replica.release(slot);
    }
    return new LentSlots(replica, slots, quantum, failingStep);
  }

  @Override
  public void close() {
    replica.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
