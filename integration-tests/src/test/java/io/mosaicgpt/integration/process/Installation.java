package io.mosaicgpt.integration.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.FileUtils;

/**
 * The program's jars as a cluster has them, and the directory of a run with everything that the
 * processes write.
 *
 * @param jars directory with {@code flink}, {@code engine} and {@code job}
 * @param run directory of this run; its logs stay for who wants to know why
 */
public record Installation(Path jars, Path run) {
  /** Names the directory of the jars, as {@code bin/mosaicgpt} does. */
  private static final String PROPERTY = "mosaicgpt.dist";

  /** An installation with a directory for its run, which is emptied. */
  public static Installation at(Path run) throws IOException {
    Path jars = Path.of(System.getProperty(PROPERTY, "../jobs/target/dist")).toAbsolutePath();
    if (!Files.isDirectory(jars.resolve("flink"))) {
      throw new IllegalStateException(
          "There are no jars in %s: build the module jobs with 'mvn package'.".formatted(jars));
    }
    FileUtils.deleteDirectory(run.toFile());
    Path directory = Files.createDirectories(run).toAbsolutePath();
    AgentJar.write(directory.resolve("agent.jar"));
    return new Installation(jars, directory);
  }

  /** A Flink process: Flink and the engine; the job's jars come with the job. */
  JavaCommand flink(int heapMegabytes) {
    return agent(heapMegabytes, List.of(all("flink"), all("engine")), "");
  }

  /** A Flink process in which things break when files appear in a directory. */
  JavaCommand flink(int heapMegabytes, Path switches) {
    return agent(heapMegabytes, List.of(all("flink"), all("engine")), "=" + switches);
  }

  /** A process of Kafka or ZooKeeper, whose jars are among Flink's. */
  JavaCommand server(int heapMegabytes) {
    return agent(heapMegabytes, List.of(all("flink"), all("job"), all("engine")), "");
  }

  private Path all(String folder) {
    return jars.resolve(folder).resolve("*");
  }

  private JavaCommand agent(int heapMegabytes, List<Path> jarFolders, String argument) {
    List<Path> classPath = new ArrayList<>(jarFolders);
    classPath.addAll(AgentJar.libraries());
    return new JavaCommand(heapMegabytes, classPath)
        .with("-javaagent:" + run.resolve("agent.jar") + argument)
        .with("-Dlog4j2.configurationFile=" + resource("/child-log4j2.xml"))
        .with("-Djava.io.tmpdir=" + directory("tmp"))
        .with("-Dai.djl.offline=true");
  }

  private static String resource(String name) {
    return String.valueOf(Installation.class.getResource(name));
  }

  /** A directory of the run. */
  public Path directory(String name) {
    try {
      return Files.createDirectories(run.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a process logs. */
  Path log(String process) {
    return directory("logs").resolve(process + ".log");
  }
}
