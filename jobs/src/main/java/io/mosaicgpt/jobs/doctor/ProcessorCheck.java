package io.mosaicgpt.jobs.doctor;

import io.mosaicgpt.model.probe.Processor;
import io.mosaicgpt.model.probe.ProcessorClass;
import java.util.List;

/** Cores, and the class of processor by the instructions that fast kernels need. */
final class ProcessorCheck implements Check {
  private final Processor processor;
  private final Runtime runtime;

  ProcessorCheck(Processor processor, Runtime runtime) {
    this.processor = processor;
    this.runtime = runtime;
  }

  @Override
  public List<Finding> look() {
    return List.of(cores(), instructions());
  }

  private Finding cores() {
    int cores = runtime.availableProcessors();
    return cores >= 2
        ? Finding.ok("cores", String.valueOf(cores))
        : Finding.warn(
            "cores", String.valueOf(cores), "give the program two or more: Flink needs some");
  }

  private Finding instructions() {
    String detail = processor.toString();
    if (processor.hardware().isEmpty()) {
      return Finding.ok("instructions", "not known for %s on this system".formatted(detail));
    }
    return processor.hardware().get() == ProcessorClass.WITHOUT_AVX2
        ? Finding.warn(
            "instructions", detail, "expect low speed: a processor with AVX2 or better helps")
        : Finding.ok("instructions", detail);
  }
}
