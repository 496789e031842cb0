package io.mosaicgpt.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.CompanionFiles;
import io.mosaicgpt.model.checkpoint.ModelPreset;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.replica.cpu.CpuReplica;
import io.mosaicgpt.model.replica.cpu.GoldenCase;
import io.mosaicgpt.model.replica.cpu.Sequences;
import io.mosaicgpt.model.training.data.TrainingRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingExportTest {
  private static final TrainingOptions OPTIONS =
      TrainingOptions.builder().learningRate(3e-3).averageDecay(0.9).build();

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "tiny, FLOAT32, false, 5e-5",
    "learnedpos, FLOAT32, true, 5e-5",
    "biased, FLOAT32, true, 5e-5",
    "tiny, BFLOAT16, true, 0.1"
  })
  void theEngineServesWhatWasTrained(
      String name, WeightType type, boolean averaged, double tolerance) throws IOException {
    Path output = temp.resolve("trained");
    List<TrainingRecord> rows = Fixtures.rows(1, 4, 256);
    try (Trainer trainer = Fixtures.trainer(name, OPTIONS)) {
      for (int i = 0; i < 80; i++) {
        trainer.train(rows);
      }
      ModelExport.write(
          trainer,
          averaged,
          preset(name),
          CompanionFiles.of("{}".getBytes(StandardCharsets.UTF_8)),
          type,
          output,
          ProgressListener.NONE);
      try (Checkpoint written = Checkpoints.open(output);
          CpuReplica replica = CpuReplica.load(written, options(written), ProgressListener.NONE)) {
        assertThat(written.tensors()).allMatch(tensor -> tensor.type() == type);
        assertThat(output.resolve("config.json"))
            .content()
            .contains("\"torch_dtype\" : \"%s\"".formatted(type.name().toLowerCase(Locale.ROOT)));
        assertThat(output.resolve("tokenizer.json")).hasContent("{}");
        for (TrainingRecord row : rows) {
          assertServed(trainer, averaged, replica, row, tolerance);
        }
      }
    }
  }

  private static void assertServed(
      Trainer trainer, boolean averaged, CpuReplica replica, TrainingRecord row, double tolerance) {
    MicroBatch batch = MicroBatch.cut(List.of(Fixtures.whole(row.tokens())), 1).get(0);
    float[] trained = trainer.module().logits(batch, averaged);
    float[][] served = new Sequences(replica).feed(0, row.tokens(), Integer.MAX_VALUE);
    int vocab = served[0].length;
    for (int t = 0; t < batch.length(); t++) {
      int likeliest = 0;
      int servedLikeliest = 0;
      for (int id = 0; id < vocab; id++) {
        assertThat(Math.abs(served[t][id] - trained[t * vocab + id])).isLessThan((float) tolerance);
        likeliest = trained[t * vocab + id] > trained[t * vocab + likeliest] ? id : likeliest;
        servedLikeliest = served[t][id] > served[t][servedLikeliest] ? id : servedLikeliest;
      }
      if (t + 1 >= row.firstCounted()) {
        assertThat(servedLikeliest).isEqualTo(likeliest);
      }
    }
  }

  @Test
  void aConfigurationOfAnotherModelIsRefused() throws IOException {
    try (Trainer trainer = Fixtures.trainer("tiny", OPTIONS)) {
      ModelPreset other = preset("clip");
      assertThatThrownBy(
              () ->
                  ModelExport.write(
                      trainer,
                      false,
                      other,
                      CompanionFiles.of(new byte[0]),
                      WeightType.FLOAT32,
                      temp.resolve("m"),
                      ProgressListener.NONE))
          .hasMessage("the configuration is that of another model");
    }
  }

  private static ModelPreset preset(String golden) throws IOException {
    return ModelPreset.of(new GoldenCase(golden).directory().resolve("config.json").toString());
  }

  private static ReplicaOptions options(Checkpoint checkpoint) {
    int longest = checkpoint.config().maxSeqLen();
    return new ReplicaOptions(
        ElementType.FLOAT32, ReplicaDevice.CPU, 1, longest, checkpoint.config().usableVocabSize());
  }
}
