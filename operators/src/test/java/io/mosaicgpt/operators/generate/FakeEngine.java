package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.checkpoint.GenerationConfig;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.engine.EngineSetup;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationEvent.Finished;
import io.mosaicgpt.model.generation.GenerationEvent.Timings;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.PromptTemplate;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.sampling.ScoredToken;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** An engine that says what a test tells it to say, on the test's thread. */
final class FakeEngine implements InferenceEngine {
  static final int MAX_MODEL_LEN = 64;

  private final int slots;
  private final String hash;
  private final int maxModelLen;
  private final PromptTemplate template;
  private final Map<String, GenerationRequest> requests = new LinkedHashMap<>();
  private final List<GenerationRequest> submitted = new ArrayList<>();
  private Calibration calibration = Calibration.NONE;
  private GenerationConfig generationConfig = GenerationConfig.NONE;
  private GenerationEvent.Listener listener;
  private boolean sessionClosed;
  private boolean closed;
  private Throwable abandoned;
  private Duration stepAge = Duration.ZERO;

  FakeEngine(int slots, String hash) {
    this(slots, hash, MAX_MODEL_LEN);
  }

  FakeEngine(int slots, String hash, int maxModelLen) {
    this(slots, hash, maxModelLen, new PlainTemplate());
  }

  FakeEngine(int slots, String hash, int maxModelLen, PromptTemplate template) {
    this.slots = slots;
    this.hash = hash;
    this.maxModelLen = maxModelLen;
    this.template = template;
  }

  /** Its model says how probabilities are to be shown. */
  FakeEngine calibrated(double labelTemperature) {
    calibration = new Calibration(labelTemperature, Optional.empty());
    return this;
  }

  /** Its model says how tokens are chosen where nobody does. */
  FakeEngine sampledWith(double temperature, double repetitionPenalty) {
    generationConfig =
        new GenerationConfig(
            OptionalDouble.of(temperature),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of(repetitionPenalty));
    return this;
  }

  /** One step brings these tokens. */
  void tokens(String requestId, int... tokens) {
    List<GenerationEvent> events = new ArrayList<>();
    for (int token : tokens) {
      events.add(new GenerationEvent.Token(key(requestId), token, text(token), null));
    }
    listener.onEvents(events);
  }

  void token(String requestId, int token, ScoredToken logprob) {
    listener.onEvents(
        List.of(new GenerationEvent.Token(key(requestId), token, text(token), logprob)));
  }

  void finish(String requestId, EndReason reason, String text) {
    finish(requestId, reason, text, new double[0]);
  }

  void finish(String requestId, EndReason reason, String text, double[] choices) {
    finish(key(requestId), reason, text, choices);
  }

  /** With what labels come to behind the prompt without content. */
  void finish(String requestId, String text, double[] choices, double[] contentFree) {
    listener.onEvents(
        List.of(
            new Finished(
                key(requestId),
                EndReason.STOP,
                text,
                choices,
                contentFree,
                new double[0],
                new Timings(1_000_000, 2_000_000, 5_000_000, 0, 0))));
  }

  /** Also for keys that are done. */
  void finish(long key, EndReason reason, String text, double[] choices) {
    listener.onEvents(
        List.of(
            new Finished(
                key,
                reason,
                text,
                choices,
                new double[0],
                new Timings(1_000_000, 2_000_000, 5_000_000, 0, 0))));
  }

  void fail(String requestId, ErrorCode code, String message) {
    listener.onEvents(List.of(new GenerationEvent.Failed(key(requestId), code, message)));
  }

  void breakDown(Throwable cause) {
    listener.onFailure(cause);
  }

  /** The request as it was submitted last. */
  GenerationRequest request(String requestId) {
    GenerationRequest request = requests.get(requestId);
    if (request == null) {
      throw new AssertionError("not submitted: " + requestId + ", only " + requests.keySet());
    }
    return request;
  }

  long key(String requestId) {
    return request(requestId).key();
  }

  List<GenerationRequest> submitted() {
    return submitted;
  }

  boolean isSessionClosed() {
    return sessionClosed;
  }

  boolean isClosed() {
    return closed;
  }

  private static String text(int token) {
    return "<" + token + ">";
  }

  @Override
  public ServedModel model() {
    return served(hash, maxModelLen, template, calibration, generationConfig);
  }

  static ServedModel served(String hash, int maxModelLen) {
    return served(hash, maxModelLen, new PlainTemplate(), Calibration.NONE, GenerationConfig.NONE);
  }

  private static ServedModel served(
      String hash,
      int maxModelLen,
      PromptTemplate template,
      Calibration calibration,
      GenerationConfig generationConfig) {
    ModelConfig config =
        new ModelConfig(
            4,
            1,
            1,
            8,
            256,
            256,
            MAX_MODEL_LEN,
            true,
            8,
            false,
            OptionalDouble.empty(),
            1,
            1,
            false,
            true,
            0,
            "fake");
    return new ServedModel(
        config,
        hash,
        maxModelLen,
        Optional.of(new Latin1()),
        template,
        calibration,
        generationConfig);
  }

  @Override
  public EngineSetup setup() {
    return new EngineSetup(ElementType.FLOAT32, ReplicaDevice.CPU, slots, 64, 1024, 64);
  }

  @Override
  public Session open(GenerationEvent.Listener opened) {
    listener = opened;
    return new Session() {
      @Override
      public void submit(GenerationRequest request) {
        submitted.add(request);
        requests.put(request.requestId(), request);
      }

      @Override
      public void abort(long key) {}

      @Override
      public void close() {
        sessionClosed = true;
      }
    };
  }

  @Override
  public EngineStats stats() {
    return new EngineStats(3, 4, 5, 10, 6, 7, 8, 9, 10, 12, 11, 13, LoopTimes.NONE);
  }

  /** Its step has been running for this long. */
  void stepping(Duration age) {
    stepAge = age;
  }

  @Override
  public Duration stepAge() {
    return stepAge;
  }

  /** Why it was given up; null if it was not. */
  Throwable abandoned() {
    return abandoned;
  }

  @Override
  public void abandon(Throwable why) {
    abandoned = why;
  }

  @Override
  public void close() {
    closed = true;
  }

  /** One token per character, its code. */
  private static final class Latin1 implements Tokenizer {
    @Override
    public int[] encode(String text) {
      return text.chars().toArray();
    }

    @Override
    public String decode(int[] tokenIds) {
      return new String(tokenIds, 0, tokenIds.length);
    }

    @Override
    public int size() {
      return 256;
    }

    @Override
    public void close() {}
  }

  private static final class PlainTemplate implements PromptTemplate {
    private static final long serialVersionUID = 1L;

    @Override
    public String render(String instruction, String context) {
      return context == null ? instruction : instruction + "|" + context;
    }

    @Override
    public List<String> stopTexts() {
      return List.of("### End");
    }

    @Override
    public String separator() {
      return "";
    }

    @Override
    public String end() {
      return "";
    }
  }
}
