package io.mosaicgpt.jobs.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Cores, and the instructions that fast kernels need. */
final class ProcessorCheck implements Check {
  /** In the order of what they bring. */
  private static final List<String> OF_INTEREST =
      List.of("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16");

  private final Path cpuInfo;
  private final Runtime runtime;

  ProcessorCheck(Path cpuInfo, Runtime runtime) {
    this.cpuInfo = cpuInfo;
    this.runtime = runtime;
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    int cores = runtime.availableProcessors();
    findings.add(
        cores >= 2
            ? Finding.ok("cores", String.valueOf(cores))
            : Finding.warn(
                "cores", String.valueOf(cores), "give the program two or more: Flink needs some"));
    findings.add(instructions());
    return findings;
  }

  private Finding instructions() {
    Set<String> flags;
    try {
      flags = flags();
    } catch (IOException e) {
      return Finding.ok(
          "instructions", "not known for " + System.getProperty("os.arch") + " on this system");
    }
    List<String> there = OF_INTEREST.stream().filter(flags::contains).toList();
    String detail = there.isEmpty() ? "none of " + OF_INTEREST : String.join(" ", there);
    if (!flags.contains("avx2")) {
      return Finding.warn(
          "instructions", detail, "expect low speed: a processor with AVX2 or better helps");
    }
    if (!flags.contains("avx512_bf16") && !flags.contains("amx_bf16")) {
      return Finding.warn(
          "instructions",
          detail,
          "no fast bfloat16 here: compare --dtype int8 and the others with 'bench engine'");
    }
    return Finding.ok("instructions", detail);
  }

  private Set<String> flags() throws IOException {
    for (String line : Files.readAllLines(cpuInfo)) {
      if (line.startsWith("flags")) {
        return new TreeSet<>(Arrays.asList(line.substring(line.indexOf(':') + 1).split("\\s+")));
      }
    }
    throw new IOException(cpuInfo + " has no line of flags");
  }
}
