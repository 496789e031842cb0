package io.mosaicgpt.integration.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.process.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ShortClusterLabelITCase {
  /**
   * Enough for the first checkpoint and a stop to come in between; 48 were not, on two Zen 4 cores.
   */
  private static final int ROWS = 160;

  @Test
  @Timeout(1800)
  void theJobOutlivesClientTaskManagersAndStopAndGivesTheRowsOfALocalRun() throws Exception {
    try (ClusterLabelling labelling =
        ClusterLabelling.start(Path.of("target", "label", "short"), ROWS)) {
      List<String> expected = labelling.local("local");
      assertThat(expected).hasSize(ROWS).doesNotHaveDuplicates();

      try (ChildProcess client = labelling.client("cluster")) {
        assertThat(labelling.awaitSaid(client, "cluster", "is accepted")).isTrue();
      } // killed
      labelling.awaitResultsOf(2, "cluster");
      labelling.ground().flink().killTaskManagers();
      assertThat(labelling.isThere("cluster")).isFalse();

      try (ChildProcess client = labelling.client("cluster")) {
        assertThat(labelling.awaitSaid(client, "cluster", "goes on at")).isTrue();
        labelling.ground().flink().startTaskManager();
        labelling.ground().flink().startTaskManager();
        labelling.awaitEnd(client, "cluster");
      }
      assertThat(labelling.said("cluster")).doesNotContain("is accepted");
      assertThat(labelling.sorted("cluster")).isEqualTo(expected);

      try (ChildProcess client = labelling.client("stopped")) {
        labelling.awaitResultsOf(1, "stopped");
        labelling.stopJob("stopped");
        labelling.awaitStopped(client, "stopped");
      }
      assertThat(labelling.said("stopped")).contains("The job was stopped with the savepoint ");
      assertThat(labelling.isThere("stopped")).isFalse();

      try (ChildProcess client = labelling.client("stopped")) {
        labelling.awaitEnd(client, "stopped");
      }
      assertThat(labelling.said("stopped")).contains("Going on where the earlier run was");
      assertThat(labelling.sorted("stopped")).isEqualTo(expected);
    }
  }
}
