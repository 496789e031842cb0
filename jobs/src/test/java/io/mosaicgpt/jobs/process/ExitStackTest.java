package io.mosaicgpt.jobs.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitStackTest {
  private final ExitStack stack = new ExitStack();
  private final List<String> putAway = new ArrayList<>();

  @Test
  void whatCameLastIsPutAwayFirst() {
    stack.push(() -> putAway.add("directory"));
    stack.push(() -> putAway.add("cluster"));
    stack.push(() -> putAway.add("job"));

    stack.unwind();

    assertThat(putAway).containsExactly("job", "cluster", "directory");
  }

  @Test
  void whatItsOwnerPutAwayIsNotPutAwayAgain() {
    stack.push(() -> putAway.add("directory"));
    stack.push(() -> putAway.add("cluster")).close();

    stack.unwind();
    stack.unwind();

    assertThat(putAway).containsExactly("directory");
  }

  @Test
  void oneFailureDoesNotKeepTheRest() {
    stack.push(() -> putAway.add("directory"));
    stack.push(
        () -> {
          throw new IllegalStateException("broken");
        });

    stack.unwind();

    assertThat(putAway).containsExactly("directory");
  }

  @Test
  void nothingNewBeginsWhileTheProcessStops() {
    assertThat(stack.isUnwinding()).isFalse();

    stack.unwind();

    assertThat(stack.isUnwinding()).isTrue();
    assertThatThrownBy(() -> stack.push(() -> putAway.add("late")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The process is stopping");
  }
}
