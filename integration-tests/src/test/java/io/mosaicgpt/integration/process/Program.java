package io.mosaicgpt.integration.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The command line in a process of its own, from the jars that {@code bin/mosaicgpt} takes. */
public final class Program {
  private static final int HEAP_MEGABYTES = 512;

  private Program() {}

  /**
   * Starts a command.
   *
   * @param log gets what it writes to stdout and stderr
   * @param home for its logs
   */
  public static ChildProcess start(Path log, Path home, String... arguments) throws IOException {
    Path jars =
        Path.of(System.getProperty("mosaicgpt.dist", "../jobs/target/dist")).toAbsolutePath();
    List<String> command =
        new JavaCommand(
                HEAP_MEGABYTES,
                List.of(jars.resolve("job/*"), jars.resolve("engine/*"), jars.resolve("flink/*")))
            .with("-Dai.djl.offline=true")
            .with("-Dlog4j2.configurationFile=" + jars.resolve("conf/log4j2.xml"))
            .with("-Dmosaicgpt.dist=" + jars)
            .with("-Duser.home=" + System.getProperty("user.home"))
            .run("io.mosaicgpt.jobs.command.Main", arguments);
    return ChildProcess.start("mosaicgpt", log, command, "MOSAICGPT_HOME", home.toString());
  }
}
