package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.constraint.form.FormCompiler;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestedForm;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.replica.Replicas;
import io.mosaicgpt.model.sampling.Draw;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine over the form of the replica that GPUs have, on the CPU. */
class PooledEngineITCase {
  private static final Tokenizer TOKENIZER = new PairTokenizer(512);
  private static final int SLOTS = 4;
  private static final int LONGEST = 128;
  private static final int REQUESTS = 60;

  /** Room for two and a half of four: sequences are preempted, and their regions move. */
  private static final int CROWDED = 320;

  @BeforeEach
  void asOnAGpu() {
    System.setProperty(Replicas.POOLED_PROPERTY, "true");
  }

  @AfterEach
  void asOnTheCpu() {
    System.clearProperty(Replicas.POOLED_PROPERTY);
  }

  @Test
  void greedyIdsAreThoseOfTheOriginalCode() throws Exception {
    List<GoldenPrompts.Text> texts = GoldenPrompts.of("tiny");
    List<GenerationRequest> requests = new ArrayList<>();
    for (int key = 0; key < 5 * texts.size(); key++) {
      GoldenPrompts.Text text = texts.get(key % texts.size());
      requests.add(Requests.greedy(key, text.generated().length, text.prompt()));
    }
    List<List<Integer>> ids = run(requests, false);
    for (int key = 0; key < requests.size(); key++) {
      int[] expected = texts.get(key % texts.size()).generated();
      assertThat(ids.get(key))
          .containsExactly(IntStream.of(expected).boxed().toArray(Integer[]::new));
    }
  }

  @Test
  void itDoesNotMatterWhereTokensAreDrawn() throws Exception {
    List<GenerationRequest> requests = new ArrayList<>();
    Random random = new Random(9);
    int[] shared = random.ints(30, 0, 500).toArray();
    for (int key = 0; key < REQUESTS; key++) {
      int[] prompt = random.nextBoolean() ? shared : random.ints(25, 0, 500).toArray();
      GenerationRequest request = Requests.request(key, sampling(random), prompt);
      requests.add(
          random.nextInt(3) == 0
              ? request.withForm(new RequestedForm(FormText.regex("[a-m]+\n[n-z]{3,}"), new int[0]))
              : request);
    }
    assertThat(run(requests, true)).isEqualTo(run(requests, false));
  }

  private static SamplingParams sampling(Random random) {
    SamplingParamsBuilder sampling =
        SamplingParams.builder()
            .maxTokens(1 + random.nextInt(80))
            .ignoreEos(true)
            .temperature(random.nextInt(4) == 0 ? 0 : 0.2 + random.nextDouble())
            .topP(random.nextBoolean() ? 1 : 0.9)
            .topK(random.nextBoolean() ? 0 : 40)
            .repetitionPenalty(random.nextInt(4) == 0 ? 1.2 : 1)
            .minTokens(random.nextInt(4) == 0 ? 1 : 0)
            .seed(random.nextLong());
    if (random.nextInt(4) == 0) {
      sampling.logprobs(2);
    }
    return sampling.build();
  }

  private static List<List<Integer>> run(List<GenerationRequest> requests, boolean drawInJava)
      throws Exception {
    try (Checkpoint checkpoint = Checkpoints.open(GoldenPrompts.directory("tiny"));
        ForwardModel pooled = load(checkpoint)) {
      ModelConfig config = checkpoint.config();
      ServedModel served =
          new ServedModel(
              config,
              "hash",
              LONGEST,
              Optional.of(TOKENIZER),
              Models.served(LONGEST, false).template());
      Watched model = new Watched(pooled, drawInJava);
      Inbox inbox = new Inbox();
      EngineClock clock = EngineClock.SYSTEM;
      BatchingOptions options = new BatchingOptions(24, LONGEST, CROWDED, true);
      EngineLoop loop = new EngineLoop(served, model, options, inbox, clock);
      Recorder recorder = new Recorder();
      FormDesk forms = new FormDesk(inbox, new FormCompiler(TOKENIZER)::compile, Runnable::run);
      EngineSession session = new EngineSession(inbox, forms, clock, recorder, ended -> {});
      requests.forEach(session::submit);
      do {
        assertThat(loop.turn()).isTrue();
      } while (loop.stats().running() + loop.stats().waiting() > 0);
      boolean sampled = requests.stream().anyMatch(request -> !request.sampling().greedy());
      assertThat(model.drawn > 0).isEqualTo(sampled && !drawInJava);
      if (sampled) {
        assertThat(loop.stats().preemptions()).isPositive();
        assertThat(loop.stats().prefixHits()).isPositive();
      }
      return requests.stream()
          .map(request -> IntStream.of(recorder.tokenIds(request.key())).boxed().toList())
          .toList();
    }
  }

  private static ForwardModel load(Checkpoint checkpoint) throws IOException {
    return Replicas.load(
        checkpoint,
        new ReplicaOptions(
            ElementType.FLOAT32,
            ReplicaDevice.CPU,
            SLOTS,
            LONGEST,
            checkpoint.config().usableVocabSize(),
            CROWDED,
            0),
        ProgressListener.NONE);
  }

  /** Counts draws, or says that there are none to be had. */
  private static final class Watched extends ForwardingModel {
    private final boolean drawInJava;
    private int drawn;

    Watched(ForwardModel model, boolean drawInJava) {
      super(model);
      this.drawInJava = drawInJava;
    }

    @Override
    public StepOutput forward(StepBatch batch) {
      StepOutput output = model.forward(batch);
      return new StepOutput() {
        @Override
        public int[] greedy() {
          return output.greedy();
        }

        @Override
        public float[] logits(int row) {
          return output.logits(row);
        }

        @Override
        public void expect(int[] rows) {
          output.expect(rows);
        }

        @Override
        public boolean draws() {
          return !drawInJava && output.draws();
        }

        @Override
        public int[] draw(int[] rows, List<Draw> draws) {
          drawn += rows.length;
          return output.draw(rows, draws);
        }

        @Override
        public int[] greedy(int[] rows, List<TokenMask> masks) {
          drawn += rows.length;
          return output.greedy(rows, masks);
        }
      };
    }
  }
}
