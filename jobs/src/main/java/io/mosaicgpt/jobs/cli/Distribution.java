package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.process.Home;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where this program's own files are; {@code bin/mosaicgpt} says. */
public final class Distribution {
  private static final String PROPERTY = "mosaicgpt.dist";

  private Distribution() {}

  /** The jars that go along with a job: everything but the engine and Flink. */
  public static Path jobJars() {
    Path jars = Path.of(System.getProperty(PROPERTY, "."), "job");
    if (!Files.isDirectory(jars)) {
      throw new BadInputException(
          "The job's jars are not in %s: start the program through bin/mosaicgpt.".formatted(jars));
    }
    return jars;
  }

  /** Directory for logs and checkpoints of local runs. */
  public static Home home() {
    return Home.find(System.getenv(), System.getProperties());
  }
}
