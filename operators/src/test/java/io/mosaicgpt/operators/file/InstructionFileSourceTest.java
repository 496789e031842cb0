package io.mosaicgpt.operators.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.state.DecodedEventTypeInfo;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;

class InstructionFileSourceTest {
  @Test
  void itCanBeGatedAndEnds() {
    var source =
        GatedSource.wrap(
            InstructionFileSource.builder().paths("/data/in").build(), SourceGate.create());

    assertThat(source.getBoundedness()).isEqualTo(Boundedness.BOUNDED);
    assertThat(source.getProducedType()).isEqualTo(DecodedEventTypeInfo.INSTANCE);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InstructionFileSource.builder().build())
        .withMessageContaining("input is not set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InstructionFileSource.builder().paths("/a", " ").build())
        .withMessageContaining("input is not set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InstructionFileSource.builder().paths("/a").maxEventBytes(0).build())
        .withMessageContaining("max-event-bytes is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompletionFileSink.builder().build())
        .withMessageContaining("the directory of completions is not set");
  }

  @Test
  void aRelativePathIsOfThisProgramsDirectory() {
    assertThat(Required.path("in/./a.jsonl", "input", "").getPath())
        .isEqualTo(java.nio.file.Path.of("in", "a.jsonl").toAbsolutePath().toString());
    assertThat(Required.path("s3://bucket/a", "input", "")).isEqualTo(new Path("s3://bucket/a"));
    assertThat(Required.path("/a/b", "input", "")).isEqualTo(new Path("/a/b"));
  }

  @Test
  void hiddenFilesAreReadOnlyIfNamed() {
    ListedFiles files = new ListedFiles(new Path("/data/_in"), new Path("file:/data/.a"));

    assertThat(files).accepts(new Path("file:/data/_in"), new Path("/data/.a"), new Path("/x/b"));
    assertThat(files).rejects(new Path("file:/data/_in/.b"), new Path("/data/_b"));
  }
}
