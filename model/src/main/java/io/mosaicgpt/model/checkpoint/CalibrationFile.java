package io.mosaicgpt.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The form of {@code calibration.json}. Keys that are not known are not looked at: they cannot
 * change what is computed.
 */
final class CalibrationFile {
  /** The only one so far. */
  private static final int FORMAT = 1;

  private static final long MAX_BYTES = 1 << 16;
  private static final String TEMPERATURE = "label_temperature";
  private static final String FITTED_ON = "fitted_on";
  private static final String ERROR = "expected_calibration_error";

  private CalibrationFile() {}

  static Calibration read(Path file) throws IOException {
    StrictJson.requireSize(file, MAX_BYTES);
    return of(file, Files.readAllBytes(file));
  }

  /** What {@code json}, read from {@code file}, says. */
  static Calibration of(Path file, byte[] json) throws IOException {
    ConfigKeys keys = new ConfigKeys(file, StrictJson.parseObject(file, json));
    int format = keys.integer("format", 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (format != FORMAT) {
      throw keys.refuse(
          "format", "this version reads %d: fit the calibration again".formatted(FORMAT));
    }
    OptionalDouble temperature = keys.number(TEMPERATURE);
    if (temperature.isEmpty() || temperature.getAsDouble() <= 0) {
      throw keys.refuse(TEMPERATURE, "a number above 0 is needed");
    }
    return new Calibration(temperature.getAsDouble(), fit(file, keys));
  }

  private static Optional<Calibration.Fit> fit(Path file, ConfigKeys keys) {
    Optional<ConfigKeys> data = part(file, keys, FITTED_ON);
    Optional<ConfigKeys> error = part(file, keys, ERROR);
    if (data.isEmpty() || error.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Calibration.Fit(
            data.get().integer("examples", 0, 1, Integer.MAX_VALUE),
            data.get().integer("labels", 0, 1, Integer.MAX_VALUE),
            share(error.get(), "before"),
            share(error.get(), "after")));
  }

  private static Optional<ConfigKeys> part(Path file, ConfigKeys keys, String key) {
    Optional<JsonNode> node = keys.value(key);
    if (node.isPresent() && !node.get().isObject()) {
      throw keys.refuse(key, "an object is needed");
    }
    return node.map(object -> new ConfigKeys(file, (ObjectNode) object));
  }

  private static double share(ConfigKeys keys, String key) {
    return keys.number(key, 0, 1).orElseThrow(() -> keys.refuse(key, "a number is needed"));
  }

  static byte[] bytes(Calibration calibration) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT).put(TEMPERATURE, calibration.labelTemperature());
    calibration
        .fit()
        .ifPresent(
            fit -> {
              json.putObject(FITTED_ON).put("examples", fit.examples()).put("labels", fit.labels());
              json.putObject(ERROR).put("before", fit.errorBefore()).put("after", fit.errorAfter());
            });
    return StrictJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }
}
