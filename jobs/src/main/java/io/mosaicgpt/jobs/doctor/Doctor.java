package io.mosaicgpt.jobs.doctor;

import io.mosaicgpt.model.probe.Processor;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** All checks, in the order in which they are shown. */
public final class Doctor {
  private final List<Check> checks;

  Doctor(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /**
   * The checks of this machine.
   *
   * @param natives where native libraries are unpacked
   * @param home where local runs keep logs and checkpoints
   */
  public static Doctor ofThisMachine(Path natives, Path home) {
    return new Doctor(
        List.of(
            new JavaCheck(Runtime.version().feature(), System.getProperty("java.home")),
            new ProcessorCheck(Processor.ofThisMachine(), Runtime.getRuntime()),
            new OpenMpCheck(System.getenv()),
            new MemoryCheck(),
            new DiskCheck(),
            new EngineCheck(natives),
            new PlacesCheck(natives, home), // behind the engine, which unpacks its libraries
            new PortCheck(),
            new DockerCheck()));
  }

  /**
   * Looks at everything.
   *
   * @param onFinding told of each finding as it is made
   * @return whether nothing failed
   */
  public boolean look(Consumer<Finding> onFinding) {
    boolean healthy = true;
    for (Check check : checks) {
      for (Finding finding : check.look()) {
        healthy &= finding.status() != Finding.Status.FAIL;
        onFinding.accept(finding);
      }
    }
    return healthy;
  }
}
