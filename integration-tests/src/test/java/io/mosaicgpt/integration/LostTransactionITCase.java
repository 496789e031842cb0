package io.mosaicgpt.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.integration.broker.OnEachBroker;
import io.mosaicgpt.integration.cluster.TestCluster;
import io.mosaicgpt.integration.cluster.TestJob;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A checkpoint is complete and its output is not yet committed when the job dies. All answers are
 * out of the operator then: what is lost now is computed by nobody again.
 */
@OnEachBroker
class LostTransactionITCase {
  private static final int STORIES = 20;
  private static final int TOKENS = 12;

  @Parameter private KafkaBroker broker;
  @TempDir private Path directory;

  /** What became of the transaction by the time the job is back. */
  private enum Fate {
    KEPT(false, false),
    ABORTED(false, true),
    /** To the connector like the one above: a producer that is fenced. */
    COMMITTED_AND_ITS_ID_USED_AGAIN(true, true);

    private final boolean committed;
    private final boolean fenced;

    Fate(boolean committed, boolean fenced) {
      this.committed = committed;
      this.fenced = fenced;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyAnswerIsOutOnceAndNoneIsGeneratedAgain(Fate fate) throws Exception {
    TestTopics topics = TestTopics.create(broker, 2);
    try (TestCluster cluster = TestCluster.start(1, directory)) {
      String savepoint = savepointWithEverythingUncommitted(cluster, topics);
      if (fate.committed) {
        answersAfter(cluster, topics, savepoint);
      }
      if (fate.fenced) {
        fenceProducers(topics);
      }

      assertThat(answersAfter(cluster, topics, savepoint)).as("tokens generated again").isZero();
    }
  }

  private String savepointWithEverythingUncommitted(TestCluster cluster, TestTopics topics)
      throws Exception {
    try (EventWriter writer = new EventWriter(topics);
        TopicReader<Completion> reader = topics.completionReader()) {
      writer.send(stories());
      // No checkpoint comes, so nothing is committed; a savepoint of a running job commits nothing.
      TestJob job =
          cluster.submit(job(topics).with(ServingSettings.CHECKPOINT_INTERVAL, "10m").graph());
      job.await("all is told", () -> generated(job) == (long) STORIES * TOKENS);
      String savepoint = job.savepoint(directory);
      job.cancel();
      assertThat(reader.all()).isEmpty();
      return savepoint;
    }
  }

  /** Restores, requires every answer once, and returns how many tokens were generated for it. */
  private long answersAfter(TestCluster cluster, TestTopics topics, String savepoint)
      throws Exception {
    try (TopicReader<Completion> reader = topics.completionReader()) {
      TestJob job = cluster.submit(job(topics).with(ServingSettings.RESTORE, savepoint).graph());
      job.await("everything is out", () -> reader.all().size() >= STORIES);
      long more = job.completedCheckpoints() + 2;
      job.await("what comes twice has come", () -> job.completedCheckpoints() >= more);
      Answers.assertEachOnce(
          reader.all(), BareEngine.answers(job(topics).config().serving().engine(), stories()));
      job.cancel();
      return generated(job);
    }
  }

  private static RunJob job(TestTopics topics) {
    return RunJob.on(topics).with(ServingSettings.PARALLELISM, 1);
  }

  private static List<Instruction> stories() {
    return Stories.of(STORIES, TOKENS);
  }

  private static long generated(TestJob job) {
    return job.counted(OperatorMetrics.GENERATION_TOKENS);
  }

  /**
   * What a broker does to open transactions past their timeout, now, and a new producer of the same
   * name to those before it.
   */
  private static void fenceProducers(TestTopics topics) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", topics.bootstrapServers()))) {
      admin.fenceProducers(ids(admin, topics)).all().get(60, TimeUnit.SECONDS);
    }
  }

  private static List<String> ids(Admin admin, TestTopics topics) throws Exception {
    List<String> ids =
        admin.listTransactions().all().get(60, TimeUnit.SECONDS).stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> id.startsWith("mosaicgpt/" + topics.name() + "/"))
            .toList();
    assertThat(ids).isNotEmpty();
    return ids;
  }
}
