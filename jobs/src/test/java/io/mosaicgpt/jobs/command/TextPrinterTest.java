package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.generation.Labelling;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextPrinterTest {
  private static final String SCORES = " 75.00 %  no\n 25.00 %  yes\n";

  @Test
  void labelsComeLikeliestFirst() {
    assertThat(printed(null, null)).isEqualTo(SCORES);
    assertThat(printed(0.7, "other")).isEqualTo(SCORES);
  }

  @Test
  void whatHoldsInThePlaceOfTheLikeliestIsSaid() {
    assertThat(printed(0.8, "other")).isEqualTo(SCORES + "so        other\n");
    assertThat(printed(0.8, null)).isEqualTo(SCORES + "so        no label\n");
  }

  private static String printed(Double threshold, String fallback) {
    LabelOptions options =
        new LabelOptions(
            LabelOptions.Scoring.SUM, threshold, fallback, false, LabelOptions.Calibration.NONE);
    GenerationRequest request =
        new GenerationRequest(
                1,
                "r",
                new int[] {1},
                new int[0],
                SamplingParams.defaults(),
                List.of(new Choice("yes", new int[] {2}), new Choice("no", new int[] {3})),
                false,
                0,
                GenerationRequest.NO_DEADLINE)
            .withLabelling(Labelling.of(options));
    GenerationEvent.Finished finished =
        new GenerationEvent.Finished(
            1,
            EndReason.STOP,
            "no",
            new double[] {Math.log(0.1), Math.log(0.3)},
            new double[0],
            new double[0],
            new GenerationEvent.Timings(0, 0, 0, 0, 0));
    StringWriter written = new StringWriter();
    new TextPrinter(new PrintWriter(written), true, new Terminal(false, false, 80))
        .end(new Answer(request, List.of(), finished, Calibration.NONE));
    return written.toString().replace(System.lineSeparator(), "\n");
  }
}
