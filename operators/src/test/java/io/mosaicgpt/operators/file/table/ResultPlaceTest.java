package io.mosaicgpt.operators.file.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultPlaceTest {
  @TempDir private Path directory;

  private ResultPlace place() {
    return new ResultPlace(
        directory.resolve("parts").toString(), directory.resolve("job.json").toString(), "a");
  }

  private void own(String job) throws IOException {
    Files.createDirectories(directory.resolve("parts"));
    Files.writeString(
        directory.resolve("job.json"), "{\"cluster\": \"x\", \"job\": \"%s\"}".formatted(job));
  }

  @Test
  void theJobThatIsNamedMayLeaveResults() throws IOException {
    own("a");

    assertThatCode(() -> place().require()).doesNotThrowAnyException();
  }

  @Test
  void aMachineWithoutTheDirectoryIsRefusedBeforeItMakesOne() {
    assertThatThrownBy(() -> place().require())
        .isInstanceOf(RefusedPlaceException.class)
        .hasMessageContaining("does not see the directory of results " + directory)
        .hasNoCause() // which would speak instead
        .satisfies(
            failure ->
                assertThat(
                        ThrowableClassifier.findThrowableOfThrowableType(
                            failure, ThrowableType.NonRecoverableError))
                    .isPresent());
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aJobThatAnotherHasTakenThePlaceOfEnds() throws IOException {
    own("b");

    assertThatThrownBy(() -> place().require())
        .isInstanceOf(RefusedPlaceException.class)
        .hasMessageContaining("Job a has no say over the results in " + directory);
  }
}
