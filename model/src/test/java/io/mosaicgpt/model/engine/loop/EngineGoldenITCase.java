package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.MemoryLimit;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine over the real replica. */
@Timeout(300)
class EngineGoldenITCase {

  @ParameterizedTest(name = "{0}: {1} slots, {2} tokens a step, {3} positions, prefix cache {4}")
  @CsvSource({
    "tiny, 3, 5, 192, true",
    "tiny, 8, 64, 0, false",
    "tiny, 2, 2, 128, true",
    "noqkln, 3, 7, 0, true",
    "clip, 3, 7, 192, true",
    "biased, 3, 7, 0, false",
    "learnedpos, 3, 7, 192, true"
  })
  void greedyIdsAreThoseOfTheOriginalCodeUnderContinuousBatching(
      String name, int slots, int batchedTokens, long kvTokens, boolean prefixCache)
      throws IOException, InterruptedException {
    List<GoldenPrompts.Text> texts = GoldenPrompts.of(name);
    EngineSpec spec =
        new EngineSpec(
            GoldenPrompts.directory(name).toString(),
            "float32",
            "cpu",
            slots,
            batchedTokens,
            0,
            kvTokens,
            "",
            prefixCache);
    Random random = new Random(1);
    Recorder recorder = new Recorder();
    try (InferenceEngine engine = EngineRegistry.acquire(spec);
        InferenceEngine.Session session = engine.open(recorder)) {
      int requests = 5 * texts.size();
      for (int key = 0; key < requests; key++) {
        GoldenPrompts.Text text = texts.get(key % texts.size());
        GenerationRequest request = Requests.greedy(key, text.generated().length, text.prompt());
        if (key >= 2 * texts.size()) {
          int done = random.nextInt(text.generated().length);
          request = request.resumedBehind(Arrays.copyOf(text.generated(), done));
        }
        session.submit(request);
      }
      recorder.await(requests);
      for (int key = 0; key < requests; key++) {
        int[] whole = texts.get(key % texts.size()).generated();
        int[] tokens = recorder.tokenIds(key);
        assertThat(tokens)
            .isEqualTo(Arrays.copyOfRange(whole, whole.length - tokens.length, whole.length));
        assertThat(tokens).hasSizeGreaterThan(0);
        assertThat(recorder.finished(key).text()).isNull();
      }
      for (int key = 0; key < 2 * texts.size(); key++) {
        assertThat(recorder.tokenIds(key))
            .hasSize(texts.get(key % texts.size()).generated().length);
      }
    }
  }

  @Test
  void aPreemptedGenerationGoesOnWithTheIdsOfTheOriginalCode() throws Exception {
    GoldenPrompts.Text longest = GoldenPrompts.of("tiny").get(3);
    // Both sequences outgrow their first 64 positions, and there are 128.
    EngineSpec spec =
        new EngineSpec(
            GoldenPrompts.directory("tiny").toString(), "float32", "cpu", 2, 64, 0, 128, "");
    Recorder recorder = new Recorder();
    try (InferenceEngine engine = EngineRegistry.acquire(spec);
        InferenceEngine.Session session = engine.open(recorder)) {
      for (int key = 0; key < 2; key++) {
        session.submit(Requests.greedy(key, longest.generated().length, longest.prompt()));
      }
      recorder.await(2);
      assertThat(engine.stats().preemptions()).isEqualTo(1);
      assertThat(recorder.finished(1).timings().preemptions()).isEqualTo(1);
      assertThat(recorder.tokenIds(0)).isEqualTo(longest.generated());
      assertThat(recorder.tokenIds(1)).isEqualTo(longest.generated());
    }
  }

  @Test
  void requestsWaitOrAreComputedAgainWhenTheMemoryOfTheirCacheRunsOut() throws Exception {
    GoldenPrompts.Text longest = GoldenPrompts.of("tiny").get(3);
    String model = GoldenPrompts.directory("tiny").toString();
    int requests = 8;
    long bytesPerPosition;
    try (InferenceEngine engine =
        EngineRegistry.acquire(new EngineSpec(model, "float32", "cpu", 1, 64, 0, 0, ""))) {
      bytesPerPosition = engine.setup().kvBytesPerPosition();
    }
    // Every request outgrows 64 positions; there is memory for 256, and a byte too little for more.
    MemoryLimit memory = new MemoryLimit.Size((256 + 64) * bytesPerPosition - 1);
    EngineSpec spec =
        new EngineSpec(model, "float32", "cpu", requests, 64, 0, 0, "", true, memory, 0);
    Recorder recorder = new Recorder();
    try (InferenceEngine engine = EngineRegistry.acquire(spec);
        InferenceEngine.Session session = engine.open(recorder)) {
      assertThat(engine.setup().kvPositions()).isEqualTo(256);
      for (int key = 0; key < requests; key++) {
        session.submit(Requests.greedy(key, longest.generated().length, longest.prompt()));
      }
      recorder.await(requests);
      assertThat(engine.stats().preemptions()).isPositive();
      for (int key = 0; key < requests; key++) {
        assertThat(recorder.tokenIds(key)).isEqualTo(longest.generated());
      }
    }
  }

  @Test
  void aGenerationBehindAReusedPrefixHasTheIdsOfTheOriginalCode() throws Exception {
    GoldenPrompts.Text longest = GoldenPrompts.of("tiny").get(3);
    EngineSpec spec =
        new EngineSpec(
            GoldenPrompts.directory("tiny").toString(), "float32", "cpu", 3, 64, 0, 0, "");
    Recorder recorder = new Recorder();
    try (InferenceEngine engine = EngineRegistry.acquire(spec);
        InferenceEngine.Session session = engine.open(recorder)) {
      session.submit(Requests.greedy(0, longest.generated().length, longest.prompt()));
      recorder.await(1);
      // One goes on in the finished one's slot, the other copies from it.
      session.submit(Requests.greedy(1, longest.generated().length, longest.prompt()));
      session.submit(Requests.greedy(2, longest.generated().length, longest.prompt()));
      recorder.await(3);
      for (int key = 0; key < 3; key++) {
        assertThat(recorder.tokenIds(key)).isEqualTo(longest.generated());
        assertThat(recorder.finished(key).timings().cachedPromptTokens())
            .isEqualTo(key == 0 ? 0 : longest.prompt().length - 1);
      }
    }
  }

  @Test
  void aSampledGenerationDoesNotDependOnItsCompanyInTheBatch() throws Exception {
    int[] prompt = GoldenPrompts.of("tiny").get(2).prompt();
    List<int[]> answers = new ArrayList<>();
    for (int slots : new int[] {1, 5}) {
      EngineSpec spec =
          new EngineSpec(
              GoldenPrompts.directory("tiny").toString(), "float32", "cpu", slots, 8, 0, 0, "");
      Recorder recorder = new Recorder();
      try (InferenceEngine engine = EngineRegistry.acquire(spec);
          InferenceEngine.Session session = engine.open(recorder)) {
        for (int key = 0; key < 8; key++) {
          SamplingParams sampling =
              SamplingParams.builder()
                  .maxTokens(20)
                  .temperature(0.8)
                  .topP(0.9)
                  .seed(key)
                  .ignoreEos(true)
                  .build();
          session.submit(Requests.request(key, sampling, prompt));
        }
        recorder.await(8);
        for (int key = 0; key < 8; key++) {
          answers.add(recorder.tokenIds(key));
        }
      }
    }
    for (int key = 0; key < 8; key++) {
      assertThat(answers.get(key)).isEqualTo(answers.get(8 + key));
    }
    assertThat(answers.get(0)).isNotEqualTo(answers.get(1));
  }

  @Test
  void aTextOfTheLongestLengthCanBeScored() throws Exception {
    int[] full = GoldenPrompts.full("tiny");
    EngineSpec spec =
        new EngineSpec(
            GoldenPrompts.directory("tiny").toString(), "float32", "cpu", 2, 16, 0, 0, "");
    Recorder recorder = new Recorder();
    try (InferenceEngine engine = EngineRegistry.acquire(spec);
        InferenceEngine.Session session = engine.open(recorder)) {
      session.submit(Requests.greedy(1, 1, full).withPromptLogprobs());
      recorder.await(1);
      double[] logprobs = recorder.finished(1).promptLogprobs();
      assertThat(logprobs).hasSize(full.length);
      assertThat(logprobs[0]).isNaN();
      assertThat(Arrays.stream(logprobs).skip(1)).allMatch(p -> p < 0 && p > -50);
    }
  }

  @Test
  void theEmbeddedModelAnswersAnInstructionAndChoosesALabel() throws Exception {
    Recorder recorder = new Recorder();
    try (InferenceEngine engine = EngineRegistry.acquire(EngineSpec.of(EngineSpec.EMBEDDED));
        InferenceEngine.Session session = engine.open(recorder)) {
      PromptEncoder encoder = new PromptEncoder(engine.model());
      PromptInput input = PromptInput.ofInstruction("r", "Name a colour.", null);
      session.submit(
          encoder.encode(
              1,
              input,
              SamplingParams.builder().maxTokens(8).ignoreEos(true),
              OptionalLong.empty()));
      session.submit(
          encoder.encode(
              2,
              input.withChoices(List.of("red", "green")),
              SamplingParams.builder(),
              OptionalLong.empty()));
      recorder.await(2);

      assertThat(Arrays.stream(recorder.tokenIds(1)))
          .hasSize(8)
          .allMatch(id -> id < engine.model().usableVocab());
      assertThat(recorder.finished(1).text()).isEqualTo(recorder.deltas(1));
      assertThat(recorder.finished(2).text()).isIn("red", "green");
      assertThat(Arrays.stream(recorder.finished(2).choiceLogprobs()))
          .hasSize(2)
          .allMatch(p -> p < 0);
    }
  }

  @Test
  void aModelWithNanWeightsFailsItsRequestsAndNotTheJob(@TempDir Path temp) throws Exception {
    Path golden = GoldenPrompts.directory("tiny");
    Files.copy(golden.resolve("config.json"), temp.resolve("config.json"));
    byte[] weights = Files.readAllBytes(golden.resolve("model.safetensors"));
    // The file ends with the final layer norm: every logit of every token becomes NaN.
    ByteBuffer.wrap(weights)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(weights.length - Float.BYTES, Float.NaN);
    Files.write(temp.resolve("model.safetensors"), weights);
    Recorder recorder = new Recorder();
    EngineSpec spec = new EngineSpec(temp.toString(), "float32", "cpu", 2, 16, 0, 0, "");
    try (InferenceEngine engine = EngineRegistry.acquire(spec);
        InferenceEngine.Session session = engine.open(recorder)) {
      session.submit(Requests.greedy(1, 3, 1, 2, 3));
      session.submit(Requests.request(2, SamplingParams.builder().temperature(1).build(), 1, 2, 3));
      recorder.await(2);
      assertThat(recorder.failed(1).code()).isEqualTo(ErrorCode.ENGINE_ERROR);
      assertThat(recorder.failed(2).code()).isEqualTo(ErrorCode.ENGINE_ERROR);
      assertThat(recorder.failure()).isNull();
    }
  }

  @Test
  void equalSpecsShareOneLoadedModel() {
    EngineSpec spec =
        new EngineSpec(GoldenPrompts.directory("tiny").toString(), "auto", "cpu", 6, 16, 0, 0, "");
    EngineSpec same =
        new EngineSpec(
            GoldenPrompts.directory("tiny").toString(), "float32", "cpu", 6, 16, 128, 0, "");
    long before = EngineRegistry.loads();
    List<Long> progress = new ArrayList<>();
    try (InferenceEngine first =
            EngineRegistry.acquire(spec, (done, total) -> progress.add(total - done));
        InferenceEngine second = EngineRegistry.acquire(same)) {
      assertThat(EngineRegistry.loads()).isEqualTo(before + 1);
      assertThat(second.model()).isEqualTo(first.model());
      assertThat(first.model().tokenizer()).isEmpty();
      assertThat(progress).isNotEmpty().last().isEqualTo(0L);
    }
  }

  @Test
  void anotherElementTypeIsAnotherModel() {
    String tiny = GoldenPrompts.directory("tiny").toString();
    try (InferenceEngine full =
            EngineRegistry.acquire(new EngineSpec(tiny, "float32", "cpu", 1, 16, 0, 0, ""));
        InferenceEngine half =
            EngineRegistry.acquire(new EngineSpec(tiny, "bfloat16", "cpu", 1, 16, 0, 0, ""))) {
      assertThat(half.model().hash()).isNotEqualTo(full.model().hash());
    }
  }

  @Test
  void unusableSpecsAreRefusedInOneSentence(@TempDir Path temp) {
    String tiny = GoldenPrompts.directory("tiny").toString();
    assertThatThrownBy(() -> EngineRegistry.acquire(EngineSpec.of(temp.resolve("none").toString())))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("none");
    assertRefused(new EngineSpec(tiny, "auto", "cpu", 0, 16, 0, 0, ""), "max-num-seqs is 0");
    assertRefused(
        new EngineSpec(tiny, "auto", "cpu", 4, 3, 0, 0, ""), "max-num-batched-tokens is 3");
    assertRefused(new EngineSpec(tiny, "float8", "cpu", 4, 16, 0, 0, ""), "float8");
    assertRefused(new EngineSpec(tiny, "auto", "tpu", 4, 16, 0, 0, ""), "tpu");
    assertRefused(new EngineSpec(tiny, "auto", "cpu", 4, 16, 0, 7, ""), "max-kv-tokens is 7");
    // Not for its memory, which is not known either.
    assertRefused(
        new EngineSpec(
            tiny,
            "auto",
            "cuda:99",
            4,
            16,
            0,
            0,
            "",
            true,
            MemoryLimit.parse("40%").orElseThrow(),
            0),
        "device cuda:99 is not available");
    assertRefused(new EngineSpec(tiny, "auto", "cpu", 4, 16, -1, 0, ""), "max-model-len is -1");
    String learned = GoldenPrompts.directory("learnedpos").toString();
    assertRefused(
        new EngineSpec(learned, "auto", "cpu", 4, 16, 500, 0, ""), "max-model-len is 500");
  }

  private static void assertRefused(EngineSpec spec, String message) {
    assertThatThrownBy(() -> EngineRegistry.acquire(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
