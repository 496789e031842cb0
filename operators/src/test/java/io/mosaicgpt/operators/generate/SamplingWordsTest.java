package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import io.mosaicgpt.schemas.SamplingOptions;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The words of sampling are declared in {@link SamplingParams}; whoever else has them follows. */
class SamplingWordsTest {
  /** A value other than the default for each word but seed, which requests get of their own. */
  private static final Map<String, Object> OTHER_VALUES =
      Map.ofEntries(
          Map.entry("max_tokens", 7),
          Map.entry("min_tokens", 2),
          Map.entry("temperature", 0.5),
          Map.entry("top_p", 0.25),
          Map.entry("top_k", 3),
          Map.entry("min_p", 0.125),
          Map.entry("repetition_penalty", 1.5),
          Map.entry("presence_penalty", -0.5),
          Map.entry("frequency_penalty", 0.75),
          Map.entry("stop", List.of("end")),
          Map.entry("stop_token_ids", List.of(9)),
          Map.entry("ignore_eos", true),
          Map.entry("logprobs", 4));

  static final List<String> WORDS =
      Arrays.stream(SamplingParams.class.getRecordComponents())
          .map(RecordComponent::getName)
          .map(SamplingWordsTest::word)
          .toList();

  /** Those that the job may settle for an event; the seed is each request's own. */
  static final List<String> SETTLED = WORDS.stream().filter(word -> !word.equals("seed")).toList();

  private static String word(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  @Test
  void anEventHasEachOfThemAndNoOther() {
    assertThat(SamplingOptions.getClassSchema().getFields())
        .extracting(Schema.Field::name)
        .containsExactlyInAnyOrderElementsOf(WORDS);
  }

  @Test
  void theBuilderHasEachOfThem() {
    assertThat(SamplingParamsBuilder.class.getDeclaredMethods())
        .extracting(method -> word(method.getName()))
        .containsAll(WORDS);
  }

  @ParameterizedTest
  @FieldSource("SETTLED")
  void whatAnEventSaysHoldsOverTheJob(String word) throws ReflectiveOperationException {
    Object value = OTHER_VALUES.get(word);
    assertThat(value).as("a value of %s for this test", word).isNotNull();
    SamplingOptions event = SamplingOptions.newBuilder().build();
    event.put(SamplingOptions.getClassSchema().getField(word).pos(), value);

    SamplingOptions settled = SamplingOverrides.settled(SamplingParams.defaults(), event);

    assertThat(read(SamplingOverrides.explicit(settled).build(), word)).isEqualTo(value);
    assertThat(read(SamplingParams.defaults(), word)).isNotEqualTo(value);
  }

  private static Object read(SamplingParams params, String word)
      throws ReflectiveOperationException {
    for (RecordComponent component : SamplingParams.class.getRecordComponents()) {
      if (word(component.getName()).equals(word)) {
        return component.getAccessor().invoke(params);
      }
    }
    throw new IllegalArgumentException(word);
  }
}
