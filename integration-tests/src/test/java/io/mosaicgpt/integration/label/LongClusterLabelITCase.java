package io.mosaicgpt.integration.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.Await;
import io.mosaicgpt.integration.process.ChildProcess;
import io.mosaicgpt.integration.process.FlinkRest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

@Tag("chaos")
@Timeout(3600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LongClusterLabelITCase {
  /** Enough for JVMs to start in between. */
  private static final int ROWS = 800;

  private static ClusterLabelling labelling;
  private static List<String> expected;

  @BeforeAll
  static void start() throws Exception {
    labelling = ClusterLabelling.start(Path.of("target", "label", "long"), ROWS);
    expected = labelling.local("local");
  }

  @AfterAll
  static void stop() {
    labelling.close();
  }

  @Test
  @Order(1)
  void clientsAndTaskManagersThatAreKilledAgainAndAgainCostNoRow() throws Exception {
    boolean goesOn = true;
    for (int i = 0; goesOn && i < 5; i++) {
      try (ChildProcess client = labelling.client("killed")) {
        goesOn = labelling.awaitSaid(client, "killed", "Labelling ");
        if (goesOn) {
          labelling.replaceTaskManager();
        }
      }
    }
    try (ChildProcess client = labelling.client("killed")) {
      labelling.awaitEnd(client, "killed");
    }
    assertThat(labelling.sorted("killed")).isEqualTo(expected);
  }

  @Test
  @Order(2)
  void whoComesWhenTheJobIsThroughMakesTheOutput() throws Exception {
    try (ChildProcess client = labelling.client("late")) {
      labelling.awaitSaid(client, "late", "is accepted");
    }
    FlinkRest rest = new FlinkRest(labelling.ground().flink().address());
    Await.until(
        "no job runs",
        Duration.ofMinutes(10),
        () ->
            rest.get("/overview")
                .filter(page -> page.path("jobs-running").asInt() == 0)
                .isPresent());
    assertThat(labelling.isThere("late")).isFalse();

    try (ChildProcess client = labelling.client("late")) {
      labelling.awaitEnd(client, "late");
    }
    assertThat(labelling.said("late")).doesNotContain("is accepted", "is followed");
    assertThat(labelling.sorted("late")).isEqualTo(expected);
  }

  @Test
  @Order(3)
  void aJobThatGoesOnIsNotStartedASecondTimeAndAnewItIsEnded() throws Exception {
    try (ChildProcess client = labelling.client("anew")) {
      labelling.awaitSaid(client, "anew", "is accepted");
    }
    assertThat(labelling.localRefusal("anew")).contains("goes on at", "--job-manager");
    try (ChildProcess client = labelling.client("anew", "--restart")) {
      labelling.awaitEnd(client, "anew");
    }
    assertThat(labelling.said("anew")).contains("Cancelling job", "is accepted");
    assertThat(labelling.sorted("anew")).isEqualTo(expected);
  }

  @Test
  @Order(4)
  void anotherJobManagerTakesTheJobUpAndTheClientStays() throws Exception {
    try (ChildProcess client = labelling.client("successor")) {
      labelling.awaitResultsOf(2, "successor");
      labelling.ground().flink().killJobManager();
      labelling.ground().flink().startJobManager();
      labelling.awaitEnd(client, "successor");
    }
    assertThat(labelling.sorted("successor")).isEqualTo(expected);
  }

  @Test
  @Order(5)
  void whatAClusterThatIsLostHasLeftIsGoneOnWithLocally() throws Exception {
    try (ChildProcess client = labelling.client("lost")) {
      labelling.awaitSaid(client, "lost", "is accepted");
    }
    labelling.awaitResultsOf(2, "lost");
    labelling.ground().flink().close();

    assertThat(labelling.local("lost")).isEqualTo(expected);
  }
}
