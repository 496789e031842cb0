package io.mosaicgpt.jobs.measure.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.measure.workload.Workload;
import io.mosaicgpt.jobs.measure.workload.WorkloadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FidelityPromptsTest {
  @TempDir private Path directory;

  private static WorkloadRequest request(int id, Optional<String> text, int... ids) {
    return new WorkloadRequest(IntNode.valueOf(id), text, ids, 4, true, 0);
  }

  @Test
  void theFirstRequestsOfAWorkloadGiveTheirIds() {
    Workload workload =
        new Workload(
            List.of(
                request(0, Optional.empty(), 1, 2),
                request(1, Optional.of("text"), 3),
                request(2, Optional.empty(), 4)));

    assertThat(FidelityPrompts.of(workload, 2, Optional.empty()))
        .containsExactly(new int[] {1, 2}, new int[] {3});
  }

  @Test
  void aTextWithoutATokenizerIsRefused() {
    Workload workload = new Workload(List.of(request(0, Optional.of("Say hello"))));

    assertThatThrownBy(() -> FidelityPrompts.of(workload, 1, Optional.empty()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "The model has no tokenizer.json for the prompt \"Say hello\": give a workload with"
                + " prompt_tokens.");
  }

  @Test
  void goldenPromptsAreFoundBesideTheModel() throws IOException {
    assertThat(FidelityPrompts.golden(directory)).isEmpty();

    Files.writeString(
        directory.resolve("golden.json"),
        "{\"prompts\":[{\"prompt\":[5],\"generated\":[1]},{\"prompt\":[6,7]}]}");

    assertThat(FidelityPrompts.golden(directory).orElseThrow())
        .containsExactly(new int[] {5}, new int[] {6, 7});
  }

  @Test
  void aGoldenFileWithoutPromptsIsRefused() throws IOException {
    Files.writeString(directory.resolve("golden.json"), "{\"prompts\":[]}");

    assertThatThrownBy(() -> FidelityPrompts.golden(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("golden.json has no prompts with token ids");
  }

  @Test
  void randomPromptsDependOnTheSeedAlone() {
    List<int[]> prompts = FidelityPrompts.random(3, 50, 7, 1);

    assertThat(prompts).hasSize(3).allMatch(prompt -> prompt.length == 50);
    assertThat(prompts).allMatch(prompt -> IntStream.of(prompt).allMatch(id -> id >= 0 && id < 7));
    assertThat(FidelityPrompts.random(3, 50, 7, 1).get(2)).isEqualTo(prompts.get(2));
    assertThat(FidelityPrompts.random(3, 50, 7, 2).get(2)).isNotEqualTo(prompts.get(2));
  }
}
