package io.mosaicgpt.integration.label;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ShortLabelCrashITCase {
  @TempDir private Path directory;

  @Test
  @Timeout(3600)
  void aLabellingThatIsKilledTwiceGivesTheOutputOfOneThatIsNot() throws Exception {
    new LabelCrashes(directory, 40, 1).run(2);
  }
}
