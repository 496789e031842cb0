package io.mosaicgpt.jobs.measure.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.mosaicgpt.jobs.measure.workload.StepParts;
import java.util.ArrayList;
import java.util.List;

/**
 * Figures of one run. As JSON it has exactly these keys.
 *
 * @param device {@code cpu} or {@code cuda:N}
 * @param deviceName as its maker calls it; empty for the CPU
 * @param processor class of the machine's processor, see {@link io.mosaicgpt.model.probe.Processor}
 * @param dtype element type
 * @param linearKernel who computes the linears, and in which arithmetic
 * @param bytesPerSecond rate at which this run reads memory
 * @param nominalBytesPerSecond bandwidth that shares are given of beside it
 * @param productRate floating-point operations per second of the model's linears, 512 rows
 * @param weightBytes bytes of weights that a step reads
 * @param positionBytes bytes of keys and values of a position
 * @param decode decode steps
 * @param prefill prompts
 * @param golden comparison with reference vectors; empty if none were given
 */
public record DeviceReport(
    @JsonProperty("device") String device,
    @JsonProperty("device_name") String deviceName,
    @JsonProperty("processor") String processor,
    @JsonProperty("dtype") String dtype,
    @JsonProperty("linear_kernel") String linearKernel,
    @JsonProperty("bytes_per_second") double bytesPerSecond,
    @JsonProperty("nominal_bytes_per_second") double nominalBytesPerSecond,
    @JsonProperty("product_flops") double productRate,
    @JsonProperty("weight_bytes") long weightBytes,
    @JsonProperty("position_bytes") long positionBytes,
    @JsonProperty("decode") List<DecodeFigure> decode,
    @JsonProperty("prefill") List<PrefillFigure> prefill,
    @JsonProperty("golden") List<GoldenFigure> golden) {

  /** The figures as a table. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s%s, %s: %.1f MB of weights, %.1f KiB of keys and values a position"
            .formatted(
                device,
                deviceName.isEmpty() ? "" : " (" + deviceName + ")",
                dtype,
                weightBytes / 1e6,
                positionBytes / 1024.0));
    lines.add("processor %s, linears by %s".formatted(processor, linearKernel));
    lines.add(
        "reads %.1f GB/s, nominal %.1f GB/s, matrix products %.2f TFLOP/s"
            .formatted(bytesPerSecond / 1e9, nominalBytesPerSecond / 1e9, productRate / 1e12));
    for (GoldenFigure figure : golden) {
      lines.add(
          "golden %-10s %-8s largest difference %.1e, relative error %.1e, equal ids %.2f %%: %s"
              .formatted(
                  figure.model(),
                  figure.dtype(),
                  figure.largestDifference(),
                  figure.relativeError(),
                  100 * figure.equalIds(),
                  figure.holds() ? "ok" : "NOT WITHIN " + figure.tolerance()));
    }
    for (PrefillFigure figure : prefill) {
      lines.add(
          "prefill %6d tokens %22.3f ms %12.1f tokens/s %6.1f %% of measured matrix rate"
              .formatted(
                  figure.tokens(),
                  figure.stepMillis(),
                  figure.tokensPerSecond(),
                  100 * figure.shareOfMeasured()));
    }
    for (DecodeFigure figure : decode) {
      lines.add(
          "decode  batch %4d context %5d %9.3f ms %12.1f tokens/s %6.1f %% of measured, %5.1f %% of nominal bandwidth"
              .formatted(
                  figure.batch(),
                  figure.context(),
                  figure.stepMillis(),
                  figure.tokensPerSecond(),
                  100 * figure.shareOfMeasured(),
                  100 * figure.shareOfNominal()));
      if (figure.parts() != null) {
        lines.add("  " + parts(figure.parts()));
      }
    }
    return lines;
  }

  private static String parts(StepParts parts) {
    return "linears %.2f, attention %.2f, head %.2f, norms and sums %.2f, sampling %.2f, host %.2f ms"
        .formatted(
            parts.linears(),
            parts.attention(),
            parts.head(),
            parts.norms(),
            parts.sampling(),
            parts.host());
  }

  /** Whether every golden model was within its tolerance. */
  public boolean goldenHolds() {
    return golden.stream().allMatch(GoldenFigure::holds);
  }
}
