package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** What an event may ask about its labels, and what its completion says of them. */
class LabelsTest {
  private static final GenerateOptions OPTIONS = GenerateOptions.defaults().withMaxInFlight(8);
  private static final double[] LOGPROBS = {Math.log(0.1), Math.log(0.3)};

  @Test
  void belowTheThresholdTheFallbackIsTheLabel() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(labels("named").setLabelThreshold(0.8).setLabelFallback("other").build());
      harness.process(labels("none").setLabelThreshold(0.8).build());
      harness.process(labels("enough").setLabelThreshold(0.7).setLabelFallback("other").build());
      for (String id : List.of("named", "none", "enough")) {
        harness.engine.finish(id, EndReason.STOP, "yes", LOGPROBS);
      }
      harness.readMails();

      Completion named = harness.completions().get(0);
      assertThat(named.getLabel()).isEqualTo("other");
      assertThat(named.getOutputText()).isEqualTo("other");
      assertThat(named.getLabels()).isEmpty();
      assertThat(named.getConfidence()).isNull();
      assertThat(named.getLabelScores().get("yes")).isCloseTo(0.75, within(1e-12));
      Completion none = harness.completions().get(1);
      assertThat(none.getLabel()).isNull();
      assertThat(none.getOutputText()).isNull();
      assertThat(none.getLabelScores()).hasSize(2);
      Completion enough = harness.completions().get(2);
      assertThat(enough.getLabel()).isEqualTo("yes");
      assertThat(enough.getLabels()).containsExactly("yes");
      assertThat(enough.getConfidence()).isCloseTo(0.75, within(1e-12));
    }
  }

  @Test
  void severalLabelsAreThoseThatAreLikelierThanNot() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(labels("r").setMultiLabel(true).build());
      assertThat(harness.engine.request("r").choices()).hasSize(4);
      double[] pairs = {Math.log(0.3), Math.log(0.1), Math.log(0.2), Math.log(0.2)};
      harness.engine.finish("r", EndReason.STOP, "", pairs);
      harness.readMails();

      Completion completion = harness.completions().get(0);
      assertThat(completion.getLabels()).containsExactly("no", "yes");
      assertThat(completion.getLabel()).isEqualTo("no");
      assertThat(completion.getConfidence()).isCloseTo(0.75, within(1e-12));
      assertThat(completion.getOutputText()).isEqualTo("no, yes");
      assertThat(completion.getLabelScores().get("yes")).isCloseTo(0.5, within(1e-12));
    }
  }

  @Test
  void scoresMayBeHeldAgainstAContextWithoutContent() throws Exception {
    Instruction instruction =
        Instruction.newBuilder()
            .setRequestId("r")
            .setInstruction("Yes?")
            .setContext("c")
            .setChoices(List.of("no", "yes"))
            .setLabelCalibration("contextual")
            .build();
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(instruction);
      assertThat(harness.engine.request("r").labelling().isHeldAgainstContentFree()).isTrue();
      harness.engine.finish("r", "", LOGPROBS, new double[] {Math.log(0.1), Math.log(0.9)});
      harness.readMails();

      // 0.1 / 0.1 and 0.3 / 0.9
      Completion completion = harness.completions().get(0);
      assertThat(completion.getLabel()).isEqualTo("no");
      assertThat(completion.getConfidence()).isCloseTo(0.75, within(1e-12));
    }
  }

  @Test
  void whatTheJobSaysHoldsForEventsThatSayNothingAndStaysWithThem() throws Exception {
    LabelOptions job =
        new LabelOptions(
            LabelOptions.Scoring.SUM, 0.8, "other", false, LabelOptions.Calibration.NONE);
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS.withLabels(job))) {
      before.process(labels("theirs").build());
      before.process(labels("own").setLabelThreshold(0.5).build());
      state = before.snapshot();
    }
    // The job comes back and says nothing.
    FakeEngine engine = new FakeEngine(2, "hash");
    try (Harness after = Harness.restored(engine, OPTIONS, state)) {
      engine.finish("theirs", EndReason.STOP, "yes", LOGPROBS);
      engine.finish("own", EndReason.STOP, "yes", LOGPROBS);
      after.readMails();

      assertThat(after.completions())
          .extracting(Completion::getLabel)
          .containsExactly("other", "yes");
    }
  }

  @Test
  void aCompletionSaysWhatItCameFrom() throws Exception {
    Instruction made =
        Instruction.newBuilder()
            .setRequestId("made")
            .setInstruction("Yes?")
            .setChoices(List.of("no", "yes"))
            .setChoiceDescriptions(Map.of("no", "not so"))
            .build();
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(made);
      harness.process(labels("finished").build());
      harness.process(labels("again").build());
      harness.process(labels("otherwise").setLabelScoring("mean").build());
      harness.process("free");
      for (String id : List.of("made", "finished", "again", "otherwise")) {
        harness.engine.finish(id, EndReason.STOP, "yes", LOGPROBS);
      }
      harness.engine.finish("free", EndReason.STOP, "text");
      harness.readMails();

      List<Completion> all = harness.completions();
      assertThat(all).extracting(Completion::getModelHash).containsOnly("hash");
      assertThat(all.get(0).getTemplateHash()).hasSize(64);
      assertThat(all.get(1).getTemplateHash()).isNull();
      assertThat(all.get(1).getFormHash()).hasSize(64).isEqualTo(all.get(2).getFormHash());
      assertThat(all.get(0).getFormHash()).isNotEqualTo(all.get(1).getFormHash());
      assertThat(all.get(3).getFormHash()).isNotEqualTo(all.get(1).getFormHash());
      assertThat(all.get(4).getFormHash()).isNull();
    }
  }

  private static Instruction.Builder labels(String requestId) {
    return Instruction.newBuilder(Harness.instruction(requestId)).setChoices(List.of("no", "yes"));
  }
}
