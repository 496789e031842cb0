package io.mosaicgpt.integration.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.integration.RunJob;
import io.mosaicgpt.integration.command.CommandLineRun;
import io.mosaicgpt.integration.events.Answers;
import io.mosaicgpt.integration.events.BareEngine;
import io.mosaicgpt.integration.events.EventWriter;
import io.mosaicgpt.integration.events.Stories;
import io.mosaicgpt.integration.events.TestTopics;
import io.mosaicgpt.integration.events.TopicReader;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.preflight.KafkaPreflight;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} against a broker that wants TLS and a password, and what of these can be read. */
class SecuredKafkaITCase {
  @TempDir private static Path stores;
  private static SecuredBroker broker;

  @TempDir private Path checkpoints;

  @BeforeAll
  static void start() throws Exception {
    broker = SecuredBroker.start(stores);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void theJobIsLetInByItsSettingsAndTheirSecretsAreReadNowhere() throws Exception {
    TestTopics topics = TestTopics.create(broker.broker().clientProperties(), 2, 1);
    List<Instruction> stories = Stories.of(6, 4);
    RunJob job = job(topics);
    try (EventWriter writer = new EventWriter(topics)) {
      writer.send(stories);
      writer.send(null, new byte[] {(byte) 0xFF});
    }

    try (EverythingLogged log = new EverythingLogged();
        TopicReader<Completion> completions = topics.completionReader();
        TopicReader<DeadLetter> letters = topics.deadLetterReader()) {
      CommandLineRun run = run(job);

      assertThat(run.exitCode()).as(run::err).isZero();
      Answers.assertEachOnce(
          completions.all(), BareEngine.answers(job.config().serving().engine(), stories));
      assertThat(letters.all()).hasSize(1);
      // The clients do print what they were given, and the run does: masked.
      assertThat(log.text())
          .contains("sasl.jaas.config = [hidden]", "ssl.truststore.password = [hidden]")
          .contains("transactional.id = mosaicgpt/")
          .doesNotContain(SecuredBroker.secrets());
      assertThat(run.err())
          .containsPattern("kafka sasl.jaas.config +\\*{6} ")
          .containsPattern("kafka security.protocol +SASL_SSL ")
          .doesNotContain(SecuredBroker.secrets());
    }
  }

  @Test
  void aWrongPasswordIsOneSentenceWithoutIt() throws Exception {
    TestTopics topics = TestTopics.create(broker.broker().clientProperties(), 1, 1);
    String wrong = "wrong-horse";

    try (EverythingLogged log = new EverythingLogged()) {
      CommandLineRun run = run(job(topics).withKafkaProperties(broker.settings(wrong)));

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(lastLine(run))
          .matches(
              "mosaicgpt: Kafka at 127\\.0\\.0\\.1:\\d+ refuses us: Authentication failed.*: check the"
                  + " security settings given with --kafka-property\\.");
      assertThat(run.err() + log.text())
          .doesNotContain(wrong)
          .doesNotContain(SecuredBroker.secrets());
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsOneSentence() throws Exception {
    TestTopics topics = TestTopics.create(broker.broker().clientProperties(), 1, 1);
    Map<String, String> untrusting = new HashMap<>(broker.settings(SecuredBroker.PASSWORD));
    untrusting.keySet().removeIf(name -> name.startsWith("ssl.truststore"));

    CommandLineRun run = run(job(topics).withKafkaProperties(untrusting));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(lastLine(run)).contains("refuses us: SSL handshake failed", "--kafka-property");
  }

  @Test
  void plainTextToAPortThatWantsTlsIsOneSentenceThatSaysWhatToSet() throws Exception {
    TestTopics topics = TestTopics.create(broker.broker().clientProperties(), 1, 1);

    KafkaPreflight check =
        new KafkaPreflight(
            job(topics).withKafkaProperties(Map.of()).config(), Duration.ofSeconds(5), said -> {});

    assertThatThrownBy(check::check)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--kafka-property security.protocol=SASL_SSL");
  }

  private RunJob job(TestTopics topics) {
    return RunJob.on(topics).with(ServingSettings.CHECKPOINT_DIR, checkpoints.toUri());
  }

  private static CommandLineRun run(RunJob job) {
    List<String> arguments = new ArrayList<>(List.of("run", "--bounded"));
    arguments.addAll(job.flags());
    return CommandLineRun.of(arguments);
  }

  private static String lastLine(CommandLineRun run) {
    return run.err().lines().reduce("", (earlier, later) -> later);
  }
}
