package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code run} writes to its log, by the file that the program is shipped with. */
class RunLogTest {
  private static final String LEVEL = "mosaicgpt.log.level";
  private static final String COORDINATOR =
      "org.apache.flink.runtime.checkpoint.CheckpointCoordinator";
  private static final String METRICS = "org.apache.flink.metrics.MetricGroup";

  private final Kept kept = new Kept();
  private LoggerContext context;

  @BeforeEach
  void start() {
    System.setProperty(LEVEL, "INFO"); // as LogFile does
    context = new LoggerContext("test", null, Path.of("src/dist/conf/log4j2.xml").toUri());
    context.start();
    kept.start();
    context.getConfiguration().getRootLogger().addAppender(kept, Level.INFO, null);
  }

  @AfterEach
  void stop() {
    context.close();
    System.clearProperty(LEVEL);
  }

  @Test
  void anIdleJobSaysOneLineACheckpoint() {
    log(
        COORDINATOR,
        Level.INFO,
        "Triggering checkpoint 7 (type=CheckpointType{...}) @ 1 for job 2.");
    log(COORDINATOR, Level.INFO, "Completed checkpoint 7 for job 2 (4096 bytes).");
    log("org.apache.flink.runtime.source.coordinator.SourceCoordinator", Level.INFO, "Marking");
    log("org.apache.kafka.clients.producer.internals.TransactionManager", Level.INFO, "Invoking");
    log(METRICS, Level.WARN, collision("pendingCommittables"));
    log(METRICS, Level.WARN, collision("partition-assigned-latency-avg"));
    log("org.apache.kafka.clients.admin.internals.AdminMetadataManager", Level.INFO, "Again");

    assertThat(kept.messages).containsExactly("Completed checkpoint 7 for job 2 (4096 bytes).");
  }

  @Test
  void whatIsOutOfTheOrdinaryIsKept() {
    log(COORDINATOR, Level.WARN, "Failed to trigger or complete checkpoint 8");
    log("org.apache.kafka.clients.producer.internals.TransactionManager", Level.ERROR, "Fenced");
    log(METRICS, Level.WARN, collision("numRequestsRunning"));
    log("org.apache.flink.runtime.executiongraph.ExecutionGraph", Level.INFO, "switched");

    assertThat(kept.messages).hasSize(4);
  }

  private static String collision(String metric) {
    return "Name collision: Group already contains a Metric with the name '%s'. Metric will not be reported.[a, b]"
        .formatted(metric);
  }

  private void log(String logger, Level level, String message) {
    context.getLogger(logger).log(level, message);
  }

  private static final class Kept extends AbstractAppender {
    private final List<String> messages = new ArrayList<>();

    private Kept() {
      super("kept", null, null, false, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      messages.add(event.getMessage().getFormattedMessage());
    }
  }
}
