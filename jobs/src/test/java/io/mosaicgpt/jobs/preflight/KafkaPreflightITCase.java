package io.mosaicgpt.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.broker.EmbeddedBroker;
import io.mosaicgpt.jobs.broker.OpenPartitions;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingsResolver;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The check against a broker that keeps transactions for a minute and knows of rights. */
class KafkaPreflightITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static EmbeddedBroker broker;

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void startBroker() {
    broker =
        EmbeddedBroker.start(
            Map.of(
                "transaction.max.timeout.ms", "60000",
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found", "true"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static JobConfig<KafkaEnds> job(String name, Map<Setting<?>, String> further) {
    Map<Setting<?>, String> settings = new HashMap<>();
    settings.put(KafkaSettings.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    settings.put(KafkaSettings.INPUT_TOPIC, name + ".in");
    settings.put(KafkaSettings.OUTPUT_TOPIC, name + ".out");
    settings.put(KafkaSettings.DLQ_TOPIC, name + ".dlq");
    settings.put(KafkaSettings.GROUP_ID, name);
    settings.putAll(further);
    return JobConfig.ofKafka(
        new SettingsResolver(Map.of()).resolve(settings, List.of(), Optional.empty()));
  }

  private CheckedKafka check(JobConfig<KafkaEnds> job) throws InterruptedException {
    return new KafkaPreflight(job, PATIENCE, said::add).check();
  }

  private static void create(String topic, Map<String, String> settings) throws Exception {
    try (Admin admin = broker.admin()) {
      admin
          .createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(settings)))
          .all()
          .get(1, TimeUnit.MINUTES);
    }
  }

  /** From now on nobody may do anything else with it. */
  private static void allow(ResourceType type, String name, AclOperation... operations)
      throws Exception {
    List<AclBinding> rights = new ArrayList<>();
    for (AclOperation operation : operations) {
      rights.add(
          new AclBinding(
              new ResourcePattern(type, name, PatternType.LITERAL),
              new AccessControlEntry("User:ANONYMOUS", "*", operation, AclPermissionType.ALLOW)));
    }
    try (Admin admin = broker.admin()) {
      admin.createAcls(rights).all().get(1, TimeUnit.MINUTES);
      // A broker obeys them a moment after they are made.
      Collection<AclBinding> inForce = List.of();
      while (!inForce.containsAll(rights)) {
        Thread.sleep(10);
        inForce = admin.describeAcls(AclBindingFilter.ANY).values().get(1, TimeUnit.MINUTES);
      }
    }
  }

  @Test
  void topicsThatAreMadeAreOpenBeforeTheJobStarts() throws Exception {
    check(
        job(
            "open",
            Map.of(KafkaSettings.CREATE_TOPICS, "true", ServingSettings.PARALLELISM, "200")));

    try (Admin admin = broker.admin()) {
      assertThat(OpenPartitions.of(admin, "open.in")).hasSize(200);
    }
  }

  @Test
  void topicsThatNobodyLeadsAreOneSentence() {
    TopicDescription nowhere =
        new TopicDescription(
            "nowhere", false, List.of(new TopicPartitionInfo(0, null, List.of(), List.of())));

    try (Brokers brokers = new Brokers(job("nowhere", Map.of()).ends().kafka())) {
      assertThatThrownBy(() -> brokers.awaitLeaders(List.of(nowhere), Duration.ofMillis(300)))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(
              "has the new topics nowhere but does not open them for writing: see the brokers' logs");
    }
  }

  @Test
  void topicsAreMadeTellTheirIdsAndTheJobTakesTheBrokersTransactionTimeout() throws Exception {
    CheckedKafka first = check(job("new", Map.of(KafkaSettings.CREATE_TOPICS, "true")));
    CheckedKafka second = check(job("new", Map.of()));

    assertThat(first.config().ends().kafka().properties())
        .containsEntry("transaction.timeout.ms", "60000");
    assertThat(said)
        .hasSize(2)
        .allMatch(sentence -> sentence.startsWith("The brokers end transactions after 60 s"));
    assertThat(first.topicIds()).containsOnlyKeys("new.in", "new.out", "new.dlq");
    assertThat(second.topicIds()).isEqualTo(first.topicIds());
    assertThat(second.clusterId()).isEqualTo(first.clusterId()).isNotBlank();
  }

  @Test
  void moreSubtasksThanPartitionsAreToldOf() throws Exception {
    create("narrow.in", Map.of());
    Map<Setting<?>, String> two =
        Map.of(KafkaSettings.CREATE_TOPICS, "true", ServingSettings.PARALLELISM, "2");
    check(job("narrow", two));
    assertThat(said)
        .contains(
            "Topic narrow.in has fewer partitions (1) than --parallelism (2): subtasks beyond them"
                + " have nothing to read.");

    said.clear();
    check(job("wide", two));
    assertThat(said).noneMatch(sentence -> sentence.contains("partitions"));
  }

  @Test
  void aTopicThatCannotWorkIsRefusedForWhatItsConfigurationSays() throws Exception {
    create("compacted.in", Map.of());
    create("compacted.out", Map.of("cleanup.policy", "compact"));
    create("compacted.dlq", Map.of("max.message.bytes", "65536"));

    assertThatThrownBy(() -> check(job("compacted", Map.of())))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("Topic compacted.out is compacted");
    assertThatThrownBy(
            () -> check(job("compacted", Map.of(ServingSettings.DELIVERY, "at-least-once"))))
        .hasMessageContaining("Topic compacted.dlq takes messages of at most 65536 bytes");
    assertThat(said).singleElement().asString().contains("keeps the one written last");
  }

  @Test
  void aTopicThatTheJobMayReadAndNotWriteIsNamed() throws Exception {
    for (String topic : List.of("acl.in", "acl.out", "acl.dlq")) {
      create(topic, Map.of());
    }
    allow(ResourceType.TOPIC, "acl.dlq", AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);

    assertThatThrownBy(() -> check(job("acl", Map.of())))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "does not let the job write to topic acl.dlq: give its user the right");
  }

  @Test
  void aGroupThatTheJobMayNotUseIsNamed() throws Exception {
    for (String topic : List.of("grp.in", "grp.out", "grp.dlq")) {
      create(topic, Map.of());
    }
    allow(ResourceType.GROUP, "grp", AclOperation.DESCRIBE_CONFIGS);

    assertThatThrownBy(() -> check(job("grp", Map.of())))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("does not let the job use the consumer group grp");
  }

  @Test
  void transactionalIdsThatTheJobMayNotUseAreNamed() throws Exception {
    for (String topic : List.of("txn.in", "txn.out", "txn.dlq")) {
      create(topic, Map.of());
    }
    allow(
        ResourceType.TRANSACTIONAL_ID,
        "mosaicgpt/txn/txn.out/completions/start",
        AclOperation.DESCRIBE);

    assertThatThrownBy(() -> check(job("txn", Map.of())))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(
            "does not let the job use transactional ids", "mosaicgpt/txn/txn.out/completions");
  }

  /** As when the job may not read the brokers' configuration. */
  @Test
  void aTransactionTimeoutThatOnlyTryingShowsToBeTooLongIsNamed() {
    KafkaEnds job = job("long", Map.of()).ends().withProperty("transaction.timeout.ms", "60001");

    assertThatThrownBy(() -> new TransactionTrial(job).run())
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("allow no transactions of 60001 ms", "transaction.max.timeout.ms");
  }

  @Test
  void aBrokerThatIsNotThereIsWaitedForAndThenOneSentence() {
    JobConfig<KafkaEnds> nowhere =
        job("nowhere", Map.of(KafkaSettings.BOOTSTRAP_SERVERS, "127.0.0.1:1"));

    assertThatThrownBy(() -> new KafkaPreflight(nowhere, Duration.ofSeconds(6), said::add).check())
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "No Kafka broker answers at 127.0.0.1:1: start one, or give its address with"
                + " --bootstrap-servers, and --kafka-property security.protocol=SASL_SSL or SSL if it"
                + " wants that.");
    assertThat(said).containsExactly("Waiting for Kafka at 127.0.0.1:1 ...");
  }
}
