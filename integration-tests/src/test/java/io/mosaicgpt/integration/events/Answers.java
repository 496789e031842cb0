package io.mosaicgpt.integration.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.schemas.Completion;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares completions with what they ought to be, and says shortly where they differ. */
public final class Answers {
  private Answers() {}

  /** Each expected answer is there once, word for word, and nothing else is. */
  public static void assertEachOnce(List<Completion> completions, List<Answer> expected) {
    assertThat(completions)
        .extracting(Completion::getRequestId)
        .as("answered requests")
        .containsExactlyInAnyOrderElementsOf(expected.stream().map(Answer::requestId).toList());
    assertNoneDiffers(completions, expected);
  }

  /** Each expected answer is there, word for word each time, and nothing else is. */
  public static void assertEachAtLeastOnce(List<Completion> completions, List<Answer> expected) {
    assertThat(completions.stream().map(Completion::getRequestId).distinct())
        .as("answered requests")
        .containsExactlyInAnyOrderElementsOf(expected.stream().map(Answer::requestId).toList());
    assertNoneDiffers(completions, expected);
  }

  private static void assertNoneDiffers(List<Completion> completions, List<Answer> expected) {
    Map<String, Answer> byId =
        expected.stream().collect(Collectors.toMap(Answer::requestId, Function.identity()));
    assertThat(completions.stream().map(Answer::of))
        .filteredOn(answer -> !answer.equals(byId.get(answer.requestId())))
        .extracting(answer -> difference(answer, byId.get(answer.requestId())))
        .as("differences")
        .isEmpty();
  }

  private static String difference(Answer answer, Answer expected) {
    List<Integer> ids = answer.tokenIds();
    int same = 0;
    while (same < Math.min(ids.size(), expected.tokenIds().size())
        && ids.get(same).equals(expected.tokenIds().get(same))) {
      same++;
    }
    return "%s: the first %d of %d tokens are right, its end is %s"
        .formatted(answer.requestId(), same, ids.size(), answer.finishReason());
  }
}
