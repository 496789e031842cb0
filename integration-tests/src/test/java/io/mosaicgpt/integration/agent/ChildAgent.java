package io.mosaicgpt.integration.agent;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;

/** Java agent of every JVM that the tests start. */
public final class ChildAgent {
  private ChildAgent() {}

  /**
   * Called before {@code main}.
   *
   * @param faultSwitch file whose appearance breaks the engine, or null for a JVM without one
   */
  public static void premain(String faultSwitch, Instrumentation instrumentation) {
    ParentWatch.start();
    if (faultSwitch != null && !faultSwitch.isEmpty()) {
      EngineFaults.install(instrumentation, Path.of(faultSwitch));
    }
  }
}
