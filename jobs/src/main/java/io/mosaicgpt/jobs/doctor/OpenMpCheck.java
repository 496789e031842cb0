package io.mosaicgpt.jobs.doctor;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * Settings of the environment that let OpenMP's threads spin between the operators of a step.
 * Unless one of these is there, the program lets them spin while no other thread wants their cores.
 */
final class OpenMpCheck implements Check {
  private final Map<String, String> environment;

  OpenMpCheck(Map<String, String> environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public List<Finding> look() {
    String policy = environment.get("OMP_WAIT_POLICY");
    String rounds = environment.get("GOMP_SPINCOUNT");
    if (rounds != null) {
      return List.of(finding("GOMP_SPINCOUNT", rounds, spinsLong(rounds)));
    }
    if (policy != null) {
      return List.of(finding("OMP_WAIT_POLICY", policy, policy.equalsIgnoreCase("active")));
    }
    return List.of(Finding.ok("waiting threads", "spin while no other thread wants their cores"));
  }

  private static Finding finding(String variable, String value, boolean spinsLong) {
    String detail = variable + "=" + value;
    return spinsLong
        ? Finding.warn(
            "waiting threads",
            detail,
            "unset it: threads that spin take the cores of Flink's, and steps become slower")
        : Finding.ok("waiting threads", detail);
  }

  /** Whether it is a number of six digits or more, has a suffix (k, m, g), or is no number. */
  private static boolean spinsLong(String rounds) {
    return !rounds.strip().matches("[0-9]{1,5}");
  }
}
