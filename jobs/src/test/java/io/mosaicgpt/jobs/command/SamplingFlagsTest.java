package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.sampling.SamplingParams;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class SamplingFlagsTest {
  @Test
  void thereIsOneForEachWordOfSamplingButTheSeedWhichIsASetting() {
    List<String> words =
        Arrays.stream(SamplingParams.class.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !name.equals("seed"))
            .map(name -> "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
            .toList();

    assertThat(CommandSpec.forAnnotatedObject(new SamplingFlags()).options())
        .extracting(OptionSpec::longestName)
        .containsExactlyInAnyOrderElementsOf(words);
  }
}
