package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.constraint.CompiledForm;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.form.FormCompiler;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestedForm;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Forms are compiled beside the engine, once, and each request waits for its own. */
class FormDeskTest {
  private static final FormText FORM = FormText.regex("(ab|cd)+x");

  private final FormCompiler compiler = new FormCompiler(Models.TOKENIZER);
  private final AtomicInteger compiled = new AtomicInteger();

  /** Runs what it is given when the test says so. */
  private static final class Held implements Executor {
    private final Deque<Runnable> work = new ArrayDeque<>();

    @Override
    public void execute(Runnable runnable) {
      work.add(runnable);
    }

    void run() {
      work.remove().run();
    }
  }

  private CompiledForm compile(FormText form) {
    compiled.incrementAndGet();
    return compiler.compile(form);
  }

  private static GenerationRequest formed(long key, FormText form) {
    return Requests.greedy(key, 12, 1, 2).withForm(new RequestedForm(form, new int[0]));
  }

  @Test
  void othersRunWhileAFormIsBeingCompiled() {
    Held held = new Held();
    Harness harness = Harness.compilingWith(held, this::compile);
    Recorder recorder = new Recorder();
    EngineSession session = harness.open(recorder);
    session.submit(formed(1, FORM));
    session.submit(Requests.greedy(2, 3, 1, 2));

    assertThat(harness.loop.stats().waiting()).isEqualTo(2);
    for (int turn = 0; turn < 3; turn++) {
      harness.turn();
    }
    assertThat(recorder.finished(2).reason()).isEqualTo(EndReason.LENGTH);
    assertThat(recorder.hasEnded(1)).isFalse();
    assertThat(harness.loop.stats().waiting()).isEqualTo(1);

    held.run();
    harness.runUntilIdle();
    assertThat(recorder.finished(1).text()).matches("((ab|cd)+x)|((ab|cd)*[ac]?[bd]?)");
  }

  @Test
  void requestsForOneFormShareItWhileItIsCompiledAndAfterwards() {
    Held held = new Held();
    Harness harness = Harness.compilingWith(held, this::compile);
    Recorder recorder = new Recorder();
    EngineSession session = harness.open(recorder);
    session.submit(formed(1, FORM));
    session.submit(formed(2, FormText.regex("(ab|cd)+x")));
    held.run();
    session.submit(formed(3, FORM));
    harness.runUntilIdle();

    assertThat(compiled).hasValue(1);
    assertThat(held.work).isEmpty();
    assertThat(recorder.tokenIds(2)).isEqualTo(recorder.tokenIds(1));
    assertThat(recorder.tokenIds(3)).isEqualTo(recorder.tokenIds(1));
  }

  @Test
  void aRequestThatIsAbortedMeanwhileIsNeverServed() {
    Held held = new Held();
    Harness harness = Harness.compilingWith(held, this::compile);
    Recorder recorder = new Recorder();
    EngineSession session = harness.open(recorder);
    session.submit(formed(1, FORM));
    session.submit(formed(2, FORM));
    session.abort(1);
    held.run();
    harness.runUntilIdle();

    assertThat(recorder.hasEnded(1)).isFalse();
    assertThat(recorder.tokenIds(1)).isEmpty();
    assertThat(recorder.hasEnded(2)).isTrue();
    assertThat(harness.loop.stats().waiting()).isZero();
  }

  @Test
  void aSessionThatIsClosedMeanwhileHearsNothing() {
    Held held = new Held();
    Harness harness = Harness.compilingWith(held, this::compile);
    Recorder recorder = new Recorder();
    EngineSession session = harness.open(recorder);
    session.submit(formed(1, FORM));
    session.close();
    held.run();
    harness.turn();

    assertThat(recorder.hasEnded(1)).isFalse();
    assertThat(harness.loop.stats().waiting()).isZero();
  }

  @Test
  void aFormThatCannotBeUsedFailsItsRequestsAlone() {
    Harness harness =
        Harness.compilingWith(
            Runnable::run,
            form -> {
              throw form.text().isEmpty()
                  ? new IllegalStateException("a bug")
                  : new FormException("multipleOf", "/size/multipleOf", "multipleOf is no good.");
            });
    Recorder recorder = new Recorder();
    EngineSession session = harness.open(recorder);
    session.submit(formed(1, FORM));
    session.submit(formed(2, FormText.regex("")));
    session.submit(Requests.greedy(3, 3, 1, 2));
    harness.runUntilIdle();

    assertThat(recorder.failed(1).code()).isEqualTo(ErrorCode.UNSUPPORTED_FORM);
    assertThat(recorder.failed(1).message()).isEqualTo("request r1: multipleOf is no good.");
    assertThat(recorder.failed(2).code()).isEqualTo(ErrorCode.UNSUPPORTED_FORM);
    assertThat(recorder.failed(2).message()).contains("the form cannot be compiled");
    assertThat(recorder.hasEnded(3)).isTrue();
  }

  @Test
  void theFormsThatWereAskedForLastAreKept() {
    Harness harness = Harness.compilingWith(Runnable::run, this::compile);
    EngineSession session = harness.open(new Recorder());
    for (int i = 0; i < 300; i++) {
      session.submit(formed(2L * i, FormText.regex("a{1," + (i + 1) + "}")));
      session.submit(formed(2L * i + 1, FORM));
    }
    assertThat(compiled).hasValue(301);
    session.submit(formed(600, FormText.regex("a{1,299}")));
    session.submit(formed(601, FormText.regex("a{1,1}")));
    assertThat(compiled).hasValue(302);
    harness.runUntilIdle();
  }

  @Test
  void whatAFormLeavesNoChoiceAboutIsComputedAtOnce() {
    FormText form = FormText.regex("([ac] xy ){2}");
    Recorder recorder = new Recorder();
    Harness harness = Harness.compilingWith(Runnable::run, this::compile);
    harness.open(recorder).submit(formed(1, form));
    harness.runUntilIdle();
    assertThat(recorder.finished(1).text()).matches("([ac] xy ){2}");
    assertThat(recorder.tokenIds(1)).hasSize(10);
    assertThat(harness.loop.stats().steps()).as("one for each letter to choose").isEqualTo(2);

    Harness oneByOne = Harness.compilingWith(Runnable::run, this::compile);
    SamplingParams sampling =
        SamplingParams.builder().maxTokens(12).ignoreEos(true).logprobs(0).build();
    oneByOne
        .open(recorder)
        .submit(Requests.request(2, sampling, 1, 2).withForm(new RequestedForm(form, new int[0])));
    oneByOne.runUntilIdle();
    assertThat(oneByOne.loop.stats().steps()).isEqualTo(10);
    assertThat(recorder.tokenIds(2)).isEqualTo(recorder.tokenIds(1));
  }

  @Test
  void formsThatNoAnswerCanHaveInTimeAreRefused() {
    Harness harness = Harness.compilingWith(Runnable::run, this::compile);
    Recorder recorder = new Recorder();
    EngineSession session = harness.open(recorder);
    session.submit(formed(1, FormText.regex("a{13}")));
    session.submit(formed(2, FormText.regex("()")));
    session.submit(
        Requests.greedy(3, 60, 1, 2)
            .withForm(new RequestedForm(FormText.regex("[ab]{60} {30}"), new int[0])));
    session.submit(
        Requests.greedy(4, 60, new int[40])
            .withForm(new RequestedForm(FormText.regex("x{30}"), new int[0])));
    harness.runUntilIdle();

    assertThat(recorder.failed(1).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(recorder.failed(1).message())
        .isEqualTo(
            "request r1: the shortest answer that regex allows has 13 tokens, but max_tokens is 12:"
                + " raise it");
    assertThat(recorder.failed(2).code()).isEqualTo(ErrorCode.UNSUPPORTED_FORM);
    assertThat(recorder.failed(2).message()).contains("the empty answer");
    assertThat(recorder.failed(3).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(recorder.failed(4).code()).isEqualTo(ErrorCode.PROMPT_TOO_LONG);
    assertThat(recorder.failed(4).message())
        .contains("the prompt has 40 tokens and the shortest answer that regex allows 30");
  }
}
