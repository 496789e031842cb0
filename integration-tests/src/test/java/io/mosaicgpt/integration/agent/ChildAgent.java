package io.mosaicgpt.integration.agent;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;

/** Java agent of every JVM that the tests start. */
public final class ChildAgent {
  /** Name of the file that breaks the engine. */
  public static final String ENGINE = "engine";

  /** Name of the file that holds a commit up. */
  public static final String COMMIT = "commit";

  private ChildAgent() {}

  /**
   * Called before {@code main}.
   *
   * @param switches directory of the files whose appearance breaks things, or null for a JVM in
   *     which nothing of the kind happens
   */
  public static void premain(String switches, Instrumentation instrumentation) {
    ParentWatch.start();
    if (switches != null && !switches.isEmpty()) {
      EngineFaults.install(instrumentation, Path.of(switches, ENGINE));
      CommitHold.install(instrumentation, Path.of(switches, COMMIT));
    }
  }
}
