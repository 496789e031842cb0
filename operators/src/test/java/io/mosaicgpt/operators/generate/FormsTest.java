package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.RequestedForm;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Instruction;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms that events ask for, from admission to result. */
class FormsTest {
  private static final GenerateOptions OPTIONS = GenerateOptions.defaults();
  private static final FormText DIGITS = FormText.regex("[0-9]+");

  private static Instruction.Builder event(String id) {
    return Instruction.newBuilder(Harness.instruction(id));
  }

  @Test
  void whatAnEventAsksForReachesTheEngine() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(event("regex").setRegex("[0-9]+").build());
      harness.process(event("schema").setJsonSchema("{\"type\": \"object\"}").build());
      harness.process(event("free").build());

      assertThat(harness.engine.request("regex").form()).map(RequestedForm::text).contains(DIGITS);
      assertThat(harness.engine.request("schema").form())
          .map(RequestedForm::text)
          .contains(FormText.jsonSchema("{\"type\": \"object\"}"));
      assertThat(harness.engine.request("free").form()).isEmpty();
    }
  }

  @Test
  void theJobsFormIsForEventsThatAskForNone() throws Exception {
    try (Harness harness = Harness.open(OPTIONS.withForm(DIGITS))) {
      harness.process(event("none").build());
      harness.process(event("own").setJsonSchema("{}").build());
      harness.process(event("labels").setChoices(List.of("a", "b")).build());

      assertThat(harness.engine.request("none").form()).map(RequestedForm::text).contains(DIGITS);
      assertThat(harness.engine.request("own").form())
          .map(RequestedForm::text)
          .contains(FormText.jsonSchema("{}"));
      assertThat(harness.engine.request("labels").form()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"true,true,false", "true,false,true", "false,true,true", "true,true,true"})
  void moreThanOneFormIsADeadLetter(boolean choices, boolean regex, boolean schema)
      throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(
          event("r")
              .setChoices(choices ? List.of("a", "b") : List.of())
              .setRegex(regex ? "a" : null)
              .setJsonSchema(schema ? "{}" : null)
              .build());

      DeadLetter letter = harness.deadLetters().get(0);
      assertThat(letter.getCode()).isEqualTo("invalid_request");
      assertThat(letter.getMessage()).contains("set at most one of choices, regex and json_schema");
      assertThat(harness.engine.submitted()).isEmpty();
    }
  }

  @Test
  void aFormThatTheEngineCannotCompileIsADeadLetter() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(event("r").setJsonSchema("{\"multipleOf\": 3}").build());
      harness.engine.fail("r", ErrorCode.UNSUPPORTED_FORM, "request r: multipleOf at /multipleOf");
      harness.readMails();

      DeadLetter letter = harness.deadLetters().get(0);
      assertThat(letter.getCode()).isEqualTo("unsupported_form");
      assertThat(letter.getMessage()).contains("/multipleOf");
      assertThat(harness.completions()).isEmpty();
    }
  }

  @Test
  void anAnswerThatWasCutSaysSoBesideItsText() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(event("r").setRegex("a+b").build());
      harness.engine.tokens("r", 97, 97);
      harness.engine.finish("r", EndReason.INCOMPLETE, "aa");
      harness.readMails();

      Completion completion = harness.completions().get(0);
      assertThat(completion.getFinishReason()).isEqualTo(FinishReason.length);
      assertThat(completion.getOutputText()).isEqualTo("aa");
      assertThat(completion.getError().getCode()).isEqualTo("form_incomplete");
      assertThat(completion.getError().getMessage())
          .isEqualTo(
              "request r was cut after 2 tokens, before its answer had the form of its regex; raise"
                  + " max_tokens");
      assertThat(harness.metrics.count("failedCompletions")).isEqualTo(1);
    }
  }

  @Test
  void aRestoredRequestKeepsTheFormOfItsTimeAndItsTokens() throws Exception {
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS.withForm(DIGITS))) {
      before.process(event("r").build());
      before.engine.tokens("r", 49, 50);
      before.readMails();
      state = before.snapshot();
    }
    GenerateOptions other = OPTIONS.withForm(FormText.regex("[a-z]+"));
    for (GenerateOptions options : List.of(OPTIONS, other)) {
      try (Harness after = Harness.restored(new FakeEngine(2, "hash"), options, state)) {
        assertThat(after.engine.request("r").form()).map(RequestedForm::text).contains(DIGITS);
        assertThat(after.engine.request("r").generatedTokens()).containsExactly(49, 50);
      }
    }
  }

  @Test
  void aRestoredRequestThatHadNoFormGetsNone() throws Exception {
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS)) {
      before.process("r");
      before.engine.tokens("r", 5);
      before.readMails();
      state = before.snapshot();
    }
    try (Harness after =
        Harness.restored(new FakeEngine(2, "hash"), OPTIONS.withForm(DIGITS), state)) {
      assertThat(after.engine.request("r").form()).isEmpty();
      assertThat(after.engine.request("r").generatedTokens()).containsExactly(5);
    }
  }

  /** The end competes with going on, so it is known to the engine in tokens. */
  @Test
  void theTemplatesEndEndsAnAnswerToAnInstructionAndNoneToAFinishedPrompt() throws Exception {
    String template =
        "---\nstop: Q:\nend: \"\\n\\nQ:\"\n---\nQ: {instruction}{#context}{context}{/context}\nA: ";
    FakeEngine engine =
        new FakeEngine(2, "hash", FakeEngine.MAX_MODEL_LEN, PromptTemplates.parse(template));
    try (Harness harness = Harness.open(engine, OPTIONS.withForm(DIGITS))) {
      harness.process(Instruction.newBuilder().setRequestId("i").setInstruction("2+2").build());
      harness.process(event("p").build());

      assertThat(engine.request("i").form().orElseThrow().end()).containsExactly(10, 10, 81, 58);
      assertThat(engine.request("i").sampling().stop()).containsExactly("Q:", "\n\nQ:");
      assertThat(engine.request("p").form().orElseThrow().end()).isEmpty();
      assertThat(engine.request("p").sampling().stop()).isEmpty();
    }
  }
}
