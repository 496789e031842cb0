import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.CheckpointWriter;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.CompanionFiles;
import io.mosaicgpt.model.checkpoint.ModelPreset;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import io.mosaicgpt.model.evaluation.LabelScorer;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.training.data.LabelSet;
import io.mosaicgpt.model.training.data.RecordFormat;
import io.mosaicgpt.model.training.data.TrainingData;
import io.mosaicgpt.model.training.report.LabelEvaluation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Averages the weights of models that were trained further from the same one, which are better
 * together than each alone (Wortsman et al. 2022, "Model soups"), and fits the temperature of the
 * average: {@code java -cp DISTRIBUTION/engine/* Average.java OUTPUT TRAINED,... HELD_OUT,...
 * MODEL...}, where TRAINED are files with all labels and HELD_OUT those to fit on. Writes bfloat16.
 */
public final class Average {
  private Average() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path output = Path.of(args[0]);
    List<Path> models = Arrays.stream(args).skip(3).map(Path::of).toList();
    average(models, output);
    calibrate(output, corpus(args[1]), corpus(args[2]));
  }

  private static void average(List<Path> models, Path output) throws IOException {
    Map<String, double[]> sums = new HashMap<>();
    for (Path model : models) {
      try (Checkpoint checkpoint = Checkpoints.open(model)) {
        for (TensorInfo tensor : checkpoint.tensors()) {
          add(values(checkpoint, tensor), sums.get(tensor.name()), sums, tensor.name());
        }
      }
    }
    Path first = models.get(0);
    CheckpointWriter.writeTrained(
        ModelPreset.of(first.resolve("config.json").toAbsolutePath().toString()),
        CompanionFiles.of(Files.readAllBytes(first.resolve("tokenizer.json")), first),
        WeightType.BFLOAT16,
        (tensor, skip, destination) -> {
          double[] sum = sums.get(tensor.name());
          destination.order(ByteOrder.LITTLE_ENDIAN);
          for (int at = Math.toIntExact(skip / 2); destination.hasRemaining(); at++) {
            destination.putShort(bfloat16((float) (sum[at] / models.size())));
          }
        },
        output,
        ProgressListener.NONE);
  }

  private static void calibrate(Path model, Corpus trained, Corpus heldOut)
      throws IOException, InterruptedException {
    List<Example.Labelled> examples = new ArrayList<>();
    heldOut.read(
        example -> {
          if (example instanceof Example.Labelled labelled) {
            examples.add(labelled);
          }
        },
        ProgressListener.NONE);
    try (InferenceEngine engine = EngineRegistry.acquire(EngineSpec.of(model.toString()))) {
      RecordFormat format =
          new RecordFormat(
              engine.model().tokenizer().orElseThrow(), PromptTemplates.dolly(), 0, 256, "");
      LabelSet labels =
          TrainingData.read(trained, format, false, ProgressListener.NONE).labels();
      LabelEvaluation.of(engine, examples, "", labels, 1, LabelScorer.Progress.NONE)
          .orElseThrow()
          .calibration()
          .orElseThrow()
          .write(model);
    }
  }

  private static Corpus corpus(String files) {
    return Corpus.of(Arrays.stream(files.split(",")).map(Path::of).toList(), "label");
  }

  private static void add(double[] values, double[] sum, Map<String, double[]> sums, String name) {
    if (sum == null) {
      sums.put(name, values);
      return;
    }
    if (sum.length != values.length) {
      throw new IllegalArgumentException("The models differ in the shape of " + name + ".");
    }
    Arrays.setAll(sum, i -> sum[i] + values[i]);
  }

  private static double[] values(Checkpoint checkpoint, TensorInfo tensor) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(tensor.byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    checkpoint.read(tensor, bytes);
    bytes.flip();
    double[] values = new double[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (tensor.type()) {
            case FLOAT32 -> bytes.getFloat();
            case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort() << 16);
            case FLOAT16 -> throw new IllegalArgumentException("float16 is not averaged.");
          };
    }
    return values;
  }

  /** Rounded to the nearest, of two equally near ones to the even. */
  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
  }
}
