package io.mosaicgpt.operators.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.junit.jupiter.api.Test;

class AccompaniedEnumeratorTest {
  private final List<String> log = new ArrayList<>();

  private SplitEnumerator<SourceSplit, String> enumerator(boolean failing) {
    SplitEnumerator<SourceSplit, String> enumerator =
        new SplitEnumerator<>() {
          @Override
          public void start() {
            log.add("enumerator starts");
          }

          @Override
          public void handleSplitRequest(int subtask, String host) {}

          @Override
          public void addSplitsBack(List<SourceSplit> splits, int subtask) {}

          @Override
          public void addReader(int subtask) {}

          @Override
          public String snapshotState(long checkpoint) {
            return "state";
          }

          @Override
          public void close() throws IOException {
            log.add("enumerator ends");
            if (failing) {
              throw new IOException("no answer");
            }
          }
        };
    return new AccompaniedEnumerator<>(
        enumerator,
        () -> {
          log.add("companion begins");
          return () -> log.add("companion ends");
        });
  }

  @Test
  void theCompanionBeginsAsTheEnumeratorStartsAndEndsWithIt() throws IOException {
    SplitEnumerator<SourceSplit, String> enumerator = enumerator(false);
    enumerator.start();
    enumerator.close();

    assertThat(log)
        .containsExactly(
            "companion begins", "enumerator starts", "enumerator ends", "companion ends");
  }

  @Test
  void anEnumeratorThatIsReplacedBeforeItStartsHasHadNoCompanion() throws IOException {
    enumerator(false).close();

    assertThat(log).containsExactly("enumerator ends");
  }

  @Test
  void theCompanionEndsEvenIfTheEnumeratorFailsToEnd() {
    SplitEnumerator<SourceSplit, String> enumerator = enumerator(true);
    enumerator.start();

    assertThatThrownBy(enumerator::close).isInstanceOf(IOException.class);
    assertThat(log).endsWith("companion ends");
  }
}
