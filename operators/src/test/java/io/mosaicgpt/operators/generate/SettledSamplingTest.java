package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.ScoredToken;
import io.mosaicgpt.model.sampling.ScoredToken.Alternative;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.state.AdmittedEvent;
import io.mosaicgpt.operators.state.InFlightGeneration;
import io.mosaicgpt.operators.state.Progress;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A request stays what it was admitted as, whatever the job's defaults are when it is restored. */
class SettledSamplingTest {
  /** Every word of sampling, with two values that are not the default. */
  private static final Map<String, List<Object>> WORDS =
      Map.ofEntries(
          Map.entry("max_tokens", List.of(9, 12)),
          Map.entry("min_tokens", List.of(1, 2)),
          Map.entry("temperature", List.of(0.5, 1.5)),
          Map.entry("top_p", List.of(0.25, 0.5)),
          Map.entry("top_k", List.of(3, 5)),
          Map.entry("min_p", List.of(0.125, 0.25)),
          Map.entry("repetition_penalty", List.of(1.5, 2.0)),
          Map.entry("presence_penalty", List.of(-0.5, 0.5)),
          Map.entry("frequency_penalty", List.of(-0.25, 0.25)),
          Map.entry("seed", List.of(7L, 8L)),
          Map.entry("stop", List.of(List.of("end"), List.of("stop", "halt"))),
          Map.entry("stop_token_ids", List.of(List.of(3), List.of(4, 5))),
          Map.entry("ignore_eos", List.of(true, true)),
          Map.entry("logprobs", List.of(2, 0)));

  static Stream<String> words() {
    return Arrays.stream(SamplingParams.class.getRecordComponents())
        .map(component -> snakeCase(component.getName()));
  }

  @Test
  void everyWordIsTried() {
    assertThat(WORDS.keySet()).containsExactlyInAnyOrderElementsOf(words().toList());
    assertThat(SamplingOptions.getClassSchema().getFields())
        .extracting(Schema.Field::name)
        .containsExactlyInAnyOrderElementsOf(WORDS.keySet());
  }

  @ParameterizedTest
  @MethodSource("words")
  void aRequestThatSaidNothingKeepsTheDefaultOfItsTime(String word) throws Exception {
    SamplingParams plain = SamplingParams.defaults();
    SamplingParams one = with(word, WORDS.get(word).get(0));
    SamplingParams other = with(word, WORDS.get(word).get(1));

    assertKept(plain, null, one);
    assertKept(one, null, plain);
    assertKept(one, null, other);
  }

  @ParameterizedTest
  @MethodSource("words")
  void aRequestKeepsWhatItSaid(String word) throws Exception {
    SamplingOptions said = SamplingOptions.newBuilder().build();
    said.put(word, WORDS.get(word).get(0));
    SamplingParams plain = SamplingParams.defaults();
    SamplingParams other = with(word, WORDS.get(word).get(1));

    SamplingParams asked = assertKept(plain, said, other);
    assertThat(asked).isEqualTo(assertKept(other, said, plain)).isNotEqualTo(asked(plain));
  }

  @Test
  void aCheckpointAfterTheDefaultsGotLogProbabilitiesHoldsTheRequestAsItWas() throws Exception {
    OperatorSubtaskState state;
    try (Harness before = Harness.open(GenerateOptions.defaults())) {
      before.process("r");
      before.engine.tokens("r", 5);
      before.readMails();
      state = before.snapshot();
    }
    try (Harness after = restored(state, SamplingParams.builder().logprobs(2).build())) {
      boolean asked = after.engine.request("r").sampling().logprobs() >= 0;
      after.engine.token("r", 6, asked ? new ScoredToken(6, -1, List.of()) : null);
      after.readMails();
      state = after.snapshot();
    }
    try (Harness last = restored(state, SamplingParams.defaults())) {
      assertThat(last.engine.request("r").generatedTokens()).containsExactly(5, 6);
    }
  }

  /** As builds before settling wrote them. */
  @Test
  void aRequestThatWasNeverSettledGoesOnWithTheLogProbabilitiesThatItsTokensHave() {
    Admission job =
        new Admission(
            FakeEngine.served("hash", 64),
            GenerateOptions.defaults()
                .withSampling(SamplingParams.builder().maxTokens(4).logprobs(3).build()));
    ScoredToken logprob = new ScoredToken(5, -1, List.of(new Alternative(5, -1)));

    SamplingOptions without = job.settledBefore(saved(new int[] {5}, List.of()));
    SamplingOptions with = job.settledBefore(saved(new int[] {5}, List.of(logprob)));
    SamplingOptions fresh = job.settledBefore(saved(new int[0], List.of()));

    assertThat(without.getLogprobs()).isNull();
    assertThat(with.getLogprobs()).isEqualTo(1);
    assertThat(fresh.getLogprobs()).isEqualTo(3);
    assertThat(List.of(without, with, fresh))
        .extracting(SamplingOptions::getMaxTokens)
        .containsOnly(4);
  }

  /** Admits under one job's defaults, restores under another's, and restores that once more. */
  private static SamplingParams assertKept(
      SamplingParams before, SamplingOptions said, SamplingParams after) throws Exception {
    OperatorSubtaskState state;
    SamplingParams asked;
    try (Harness harness = Harness.open(GenerateOptions.defaults().withSampling(before))) {
      harness.process(Instruction.newBuilder(Harness.instruction("r")).setSampling(said).build());
      asked = harness.engine.request("r").sampling();
      state = harness.snapshot();
    }
    try (Harness harness = restored(state, after)) {
      assertThat(harness.engine.request("r").sampling()).isEqualTo(asked);
      state = harness.snapshot();
    }
    try (Harness harness = restored(state, before)) {
      assertThat(harness.engine.request("r").sampling()).isEqualTo(asked);
    }
    return asked;
  }

  private static SamplingParams asked(SamplingParams job) throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults().withSampling(job))) {
      harness.process("r");
      return harness.engine.request("r").sampling();
    }
  }

  private static Harness restored(OperatorSubtaskState state, SamplingParams defaults)
      throws Exception {
    return Harness.restored(
        new FakeEngine(2, "hash"), GenerateOptions.defaults().withSampling(defaults), state);
  }

  private static InFlightGeneration saved(int[] tokens, List<ScoredToken> logprobs) {
    return new InFlightGeneration(
        AdmittedEvent.of(
            Harness.instruction("r"),
            new KafkaOrigin("t", 0, 0, 0, null),
            null,
            OptionalLong.empty()),
        new Progress("hash", "", tokens, logprobs),
        1,
        0,
        Long.MAX_VALUE);
  }

  /** The job's defaults with one word changed. */
  private static SamplingParams with(String word, Object value) throws Exception {
    RecordComponent[] components = SamplingParams.class.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] =
          snakeCase(components[i].getName()).equals(word)
              ? value
              : components[i].getAccessor().invoke(SamplingParams.defaults());
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return SamplingParams.class.getDeclaredConstructor(types).newInstance(values);
  }

  private static String snakeCase(String name) {
    return name.replaceAll("(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT);
  }
}
