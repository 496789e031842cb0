package io.mosaicgpt.integration.label;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("chaos")
class LongLabelCrashITCase {
  @TempDir private Path directory;

  @Test
  @Timeout(3600)
  void aLabellingThatIsKilledTwentyTimesGivesTheOutputOfOneThatIsNot() throws Exception {
    new LabelCrashes(directory, 300, 2).run(20);
  }
}
