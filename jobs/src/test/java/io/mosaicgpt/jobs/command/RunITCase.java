package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.broker.EmbeddedBroker;
import io.mosaicgpt.jobs.checkpoint.RunMarks;
import io.mosaicgpt.jobs.cluster.LocalCluster;
import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.job.Topics;
import io.mosaicgpt.jobs.watch.CommittedOutputs;
import io.mosaicgpt.jobs.watch.Inputs;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunITCase {
  private static EmbeddedBroker broker;

  @TempDir private Path directory;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static Topics topics(String name) {
    return new Topics(name + ".in", name + ".out", name + ".dlq", Optional.empty());
  }

  private CommandLineRun run(Topics topics, String... further) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--input-topic",
                topics.input(),
                "--output-topic",
                topics.output(),
                "--dlq-topic",
                topics.deadLetters(),
                "--group-id",
                topics.input(),
                "--checkpoint-dir",
                directory.resolve("check points %41 ö").toString(),
                "--bounded"));
    arguments.addAll(List.of(further));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static Instruction instruction(String id) {
    return Instruction.newBuilder()
        .setRequestId(id)
        .setInstruction("Say something about " + id + ".")
        .setSampling(
            SamplingOptions.newBuilder()
                .setMaxTokens(5)
                .setMinTokens(5) // the template's stop text ends answers too
                .setIgnoreEos(true)
                .build())
        .build();
  }

  @Test
  void aBoundedRunAnswersWhatIsThereAndEnds() throws IOException {
    Topics topics = topics("bounded");
    broker.createTopics(1, topics.all());
    try (Inputs inputs = new Inputs(broker.bootstrapServers(), topics.input())) {
      for (int i = 0; i < 20; i++) {
        inputs.send(instruction("r" + i));
      }
      inputs.send("bad", "~~~".getBytes(StandardCharsets.UTF_8));
      inputs.flush();
    }

    CommandLineRun run = run(topics);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("Effective configuration")
        .contains("Every event is answered.")
        .containsPattern("group-id +bounded.in +\\(--group-id\\)");
    List<Completion> completions = new ArrayList<>();
    List<DeadLetter> letters = new ArrayList<>();
    readAll(topics, 21, completions, letters);
    assertThat(completions)
        .extracting(Completion::getRequestId)
        .doesNotHaveDuplicates()
        .hasSize(20)
        .contains("r0", "r19");
    assertThat(completions).allMatch(c -> c.getOutputTokenIds().size() == 5);
    assertThat(letters)
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.getCode()).isEqualTo("unreadable_event");
              assertThat(letter.getSourceOffset()).isEqualTo(20);
            });
  }

  @Test
  void aGroupThatCommittedNothingStartsAtTheTimeThatIsGiven() throws Exception {
    Topics topics = topics("since");
    broker.createTopics(1, topics.all());
    long between;
    try (Inputs inputs = new Inputs(broker.bootstrapServers(), topics.input())) {
      inputs.send(instruction("before"));
      inputs.flush();
      Thread.sleep(10);
      between = System.currentTimeMillis();
      inputs.send(instruction("after"));
      inputs.flush();
    }

    CommandLineRun run = run(topics, "--start", String.valueOf(between));

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<Completion> completions = new ArrayList<>();
    readAll(topics, 1, completions, new ArrayList<>());
    assertThat(completions).extracting(Completion::getRequestId).containsExactly("after");
  }

  @Test
  @Timeout(300)
  void aBoundedRunThatWasStoppedGoesOnToTheEndAndTheNextOneAnswersJustWhatIsNew() throws Exception {
    Topics topics = topics("stopped");
    broker.createTopics(2, topics.all());
    List<Completion> completions = new ArrayList<>();
    try (Inputs inputs = new Inputs(broker.bootstrapServers(), topics.input());
        CommittedOutputs outputs = new CommittedOutputs(broker.bootstrapServers(), topics)) {
      send(inputs, 0, 150); // one by one, longer than two checkpoints take
      stopInTheMiddle(topics);
      send(inputs, 150, 155);

      CommandLineRun resumed = run(topics);

      assertThat(resumed.exitCode()).as(resumed.err()).isZero();
      assertThat(resumed.err())
          .contains("Going on from checkpoint")
          .contains("now what has come since")
          .contains("Every event is answered.");
      assertEachAnsweredOnce(outputs, completions, 155);

      send(inputs, 155, 160);
      CommandLineRun next = run(topics);

      assertThat(next.exitCode()).as(next.err()).isZero();
      assertThat(next.err()).doesNotContain("Going on");
      assertEachAnsweredOnce(outputs, completions, 160);
    }
  }

  private static void send(Inputs inputs, int from, int to) {
    for (int i = from; i < to; i++) {
      inputs.send(instruction("r" + i));
    }
    inputs.flush();
  }

  /** As Ctrl-C does. */
  private void stopInTheMiddle(Topics topics) throws Exception {
    JobConfig<KafkaEnds> config =
        JobConfig.ofKafka(
            new SettingsResolver(Map.of())
                .resolve(
                    Map.of(
                        KafkaSettings.BOOTSTRAP_SERVERS, broker.bootstrapServers(),
                        KafkaSettings.INPUT_TOPIC, topics.input(),
                        KafkaSettings.OUTPUT_TOPIC, topics.output(),
                        KafkaSettings.DLQ_TOPIC, topics.deadLetters(),
                        KafkaSettings.GROUP_ID, topics.input(),
                        ServingSettings.CHECKPOINT_DIR,
                            directory.resolve("check points %41 ö").toString(),
                        ServingSettings.CHECKPOINT_INTERVAL, "50ms",
                        ModelSettings.MAX_NUM_SEQS, "1",
                        KafkaSettings.BOUNDED, "true",
                        ServingSettings.RESTORE, "none"),
                    List.of(),
                    Optional.empty()));
    Instant start = Instant.now();
    try (LocalRun run = LocalRun.start(config, WebPort.auto())) {
      RunMarks.noteStart(config, run.job().id(), start);
      while (run.job().completedCheckpoints() < 2) {
        assertThat(run.job().hasEnded()).isFalse();
        Thread.sleep(10);
      }
      run.job().cancel();
    }
  }

  private static void assertEachAnsweredOnce(
      CommittedOutputs outputs, List<Completion> completions, int requests) throws IOException {
    readAll(outputs, requests, completions, new ArrayList<>());
    assertThat(completions)
        .extracting(Completion::getRequestId)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, requests).mapToObj(i -> "r" + i).toList());
  }

  private static void readAll(
      Topics topics, int records, List<Completion> completions, List<DeadLetter> letters)
      throws IOException {
    try (CommittedOutputs outputs = new CommittedOutputs(broker.bootstrapServers(), topics)) {
      readAll(outputs, records, completions, letters);
    }
  }

  private static void readAll(
      CommittedOutputs outputs, int records, List<Completion> completions, List<DeadLetter> letters)
      throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (completions.size() + letters.size() < records && System.nanoTime() < deadline) {
      outputs.poll(Duration.ofMillis(200), completions::add, letters::add);
    }
    outputs.poll(Duration.ofMillis(500), completions::add, letters::add);
  }

  @Test
  void missingTopicsAreNamedUnlessTheyAreToBeCreated() {
    Topics topics = topics("missing");

    CommandLineRun refused = run(topics);

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("has no topic missing.in")
        .endsWith("create it, or let --create-topics do so." + System.lineSeparator());

    CommandLineRun created = run(topics, "--create-topics");

    assertThat(created.exitCode()).as(created.err()).isZero();
  }

  /** Kafka quotes what it did not expect there. */
  @Test
  void aMistakeNearAPasswordIsToldWithoutIt() {
    CommandLineRun run =
        run(
            topics("login"),
            "--kafka-property",
            "security.protocol=SASL_PLAINTEXT",
            "--kafka-property",
            "sasl.mechanism=PLAIN",
            "--kafka-property",
            "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=job password=correct horse battery;");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("The Kafka settings cannot be used: sasl.jaas.config has a key without a value")
        .doesNotContain("horse", "battery", "correct");
  }

  @Test
  void aClusterThatIsNotThereIsOneSentence() {
    CommandLineRun run = CommandLineRun.of("run", "--job-manager", "127.0.0.1:1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("No Flink cluster answers at 127.0.0.1:1");
  }

  @Test
  void aModelThatIsNotThereIsOneSentence() {
    Topics topics = topics("model");
    broker.createTopics(1, topics.all());

    CommandLineRun run = run(topics, "--model", "/nowhere");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines().toList())
        .last()
        .asString()
        .startsWith("mosaicgpt: There is no directory /nowhere");
  }

  @Test
  void theFileGivesWhatTheFlagsLeaveOpen() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("job.yaml"), "input-topic: from.file\nunknown-thing: 1\n");

    CommandLineRun run = CommandLineRun.of("run", "--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("job.yaml has an unknown key 'unknown-thing'").hasLineCount(1);
  }

  @Test
  void aSecondJobOfAGroupIsRefusedUntilTheFirstOneIsGone() throws Exception {
    Topics topics = topics("twice");
    broker.createTopics(1, topics.all());
    try (LocalRun first = LocalRun.start(config(topics), WebPort.auto())) {
      first.job().awaitRunning();

      CommandLineRun second = run(topics);

      assertThat(second.exitCode()).as(second.err()).isEqualTo(2);
      assertThat(second.err().lines().toList())
          .last()
          .asString()
          .startsWith(
              "mosaicgpt: A job of group twice.in runs already (job %s, process %d on "
                  .formatted(first.job().id(), ProcessHandle.current().pid()))
          .contains("--parallelism", "--job-manager");
      assertThat(first.job().status()).isEqualTo(JobStatus.RUNNING);
    }

    CommandLineRun next = run(topics);

    assertThat(next.exitCode()).as(next.err()).isZero();
  }

  /** Whoever submits again what fails must know that this always will. */
  @Test
  void aClusterThatDoesNotSeeTheCheckpointSaysSo() throws Exception {
    Path jars = Files.createDirectories(directory.resolve("jars"));
    Path none = directory.resolve("none/chk-1");
    try (LocalCluster cluster = LocalCluster.start(1, WebPort.auto())) {
      RemoteCluster remote = RemoteCluster.at(cluster.webInterface().getAuthority());

      assertThatThrownBy(() -> remote.submit(config(topics("seen"), none.toString()), jars))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("its JobManager does not see it")
          .hasMessageContaining(none.toString());
      Files.createDirectories(none);
      assertThatThrownBy(() -> remote.submit(config(topics("seen"), none.toString()), jars))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("its JobManager does not see it");
    }
  }

  private JobConfig<KafkaEnds> config(Topics topics) {
    return config(topics, "none");
  }

  private JobConfig<KafkaEnds> config(Topics topics, String restore) {
    return JobConfig.ofKafka(
        new SettingsResolver(Map.of())
            .resolve(
                Map.of(
                    KafkaSettings.BOOTSTRAP_SERVERS, broker.bootstrapServers(),
                    KafkaSettings.INPUT_TOPIC, topics.input(),
                    KafkaSettings.OUTPUT_TOPIC, topics.output(),
                    KafkaSettings.DLQ_TOPIC, topics.deadLetters(),
                    KafkaSettings.GROUP_ID, topics.input(),
                    ServingSettings.RESTORE, restore,
                    ServingSettings.CHECKPOINT_DIR, directory.resolve("first").toUri().toString()),
                List.of(),
                Optional.empty()));
  }
}
