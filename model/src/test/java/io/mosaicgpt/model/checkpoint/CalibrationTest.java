package io.mosaicgpt.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.checkpoint.Calibration.Fit;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {
  @TempDir Path directory;

  private Calibration read(String json) throws IOException {
    Files.writeString(directory.resolve("calibration.json"), json);
    return Calibration.read(directory);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    for (Calibration calibration :
        new Calibration[] {
          new Calibration(1.23, Optional.of(new Fit(1003, 77, 0.081, 0.0125))),
          new Calibration(0.5, Optional.empty())
        }) {
      calibration.write(directory);
      assertThat(Calibration.read(directory)).isEqualTo(calibration);
    }
    assertThat(directory).isDirectoryNotContaining("glob:**.incomplete");
  }

  @Test
  void theFileIsReadByKeyAndOthersAreNotLookedAt() throws IOException {
    assertThat(
            read(
                """
                {"format": 1, "label_temperature": 2, "fitted_on": {"examples": 9, "labels": 3,
                 "split": "dev"}, "expected_calibration_error": {"before": 0.25, "after": 0},
                 "note": {"by": "hand"}}"""))
        .isEqualTo(new Calibration(2, Optional.of(new Fit(9, 3, 0.25, 0))));
    assertThat(read("{\"format\": 1, \"label_temperature\": 0.75}"))
        .isEqualTo(new Calibration(0.75, Optional.empty()));
  }

  @Test
  void withoutAFileScoresStayAsTheyAre() throws IOException {
    assertThat(Calibration.read(directory)).isEqualTo(Calibration.NONE);
    assertThat(Calibration.NONE.labelTemperature()).isEqualTo(1);
    assertThat(Calibration.read(resources("no"))).isEqualTo(Calibration.NONE);
  }

  @Test
  void aResourceOfTheLibraryIsReadAlike() throws IOException {
    assertThat(Calibration.read(resources("calibration")))
        .isEqualTo(new Calibration(1.5, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|has format = missing, but this version reads 1: fit the calibration again.",
        "{'format': 2, 'label_temperature': 1}|has format = 2, but this version reads 1: fit the"
            + " calibration again.",
        "{'format': 'one'}|has format = \"one\", but a whole number is needed.",
        "{'format': 1}|has label_temperature = missing, but a number above 0 is needed.",
        "{'format': 1, 'label_temperature': 0}|has label_temperature = 0, but a number above 0 is"
            + " needed.",
        "{'format': 1, 'label_temperature': -1.5}|has label_temperature = -1.5, but a number above"
            + " 0 is needed.",
        "{'format': 1, 'label_temperature': 1e999}|has label_temperature = \"Infinity\", but a finite"
            + " number is needed.",
        "{'format': 1, 'label_temperature': 'warm'}|has label_temperature = \"warm\", but a finite"
            + " number is needed.",
        "{'format': 1, 'label_temperature': 1, 'fitted_on': 3}|has fitted_on = 3, but an object is"
            + " needed.",
        "[]|does not hold a JSON object; download or write it again.",
      })
  void whatCannotBeUsedIsRefusedByName(String json, String why) {
    assertThatThrownBy(() -> read(json.replace('\'', '"')))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(directory.resolve("calibration.json") + " " + why);
  }

  @Test
  void brokenJsonIsRefusedByName() {
    assertThatThrownBy(() -> read("{\"format\": 1,"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(
            directory.resolve("calibration.json") + " is not valid JSON in line");
  }

  @Test
  void itBelongsToTheModelAndNotToItsIdentity() throws IOException {
    Path model = directory.resolve("model");
    ModelPreset preset = ModelPreset.of("tiny");
    CheckpointWriter.writeRandom(preset, 1, model, WeightFormat.SAFETENSORS, ProgressListener.NONE);
    String hash;
    try (Checkpoint before = Checkpoints.open(model)) {
      assertThat(before.calibration()).isEqualTo(Calibration.NONE);
      hash = before.hash();
    }
    Calibration calibration = new Calibration(3, Optional.empty());
    calibration.write(model);
    try (Checkpoint after = Checkpoints.open(model)) {
      assertThat(after.calibration()).isEqualTo(calibration);
      assertThat(after.hash()).isEqualTo(hash);
    }
  }

  @Test
  void aCopyOfTheModelHasIt() throws IOException {
    Calibration calibration = new Calibration(3, Optional.of(new Fit(5, 2, 0.5, 0.25)));
    Path model = directory.resolve("model");
    Path copy = directory.resolve("copy");
    CheckpointWriter.writeRandom(
        ModelPreset.of("tiny"), 1, model, WeightFormat.SAFETENSORS, ProgressListener.NONE);
    calibration.write(model);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()});
        SourcedCheckpoint source = EmbeddedModel.open(new ResourceFolder(loader, "model"))) {
      CheckpointWriter.write(source, copy, WeightFormat.SAFETENSORS, ProgressListener.NONE);
    }
    try (Checkpoint written = Checkpoints.open(copy)) {
      assertThat(written.calibration()).isEqualTo(calibration);
    }
  }

  private static ResourceFolder resources(String path) {
    return new ResourceFolder(CalibrationTest.class.getClassLoader(), path);
  }
}
