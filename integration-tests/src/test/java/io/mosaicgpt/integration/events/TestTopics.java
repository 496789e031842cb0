package io.mosaicgpt.integration.events;

import static java.util.stream.Collectors.toMap;

import io.mosaicgpt.integration.broker.KafkaBroker;
import io.mosaicgpt.jobs.job.TopicLeaders;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Four topics that no other test uses.
 *
 * @param client what a client sets to reach the broker that has them
 * @param name part of every topic's name, and a name for consumer groups and transactions
 * @param instructions in
 * @param completions out
 * @param deadLetters out
 */
public record TestTopics(
    Map<String, String> client,
    String name,
    String instructions,
    String completions,
    String deadLetters) {
  /** So that oversized events reach the job, which has its own limit. */
  private static final String LARGEST_EVENT = String.valueOf(32 << 20);

  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  private static final int TIMEOUT_SECONDS = 60;

  /** Creates topics on a broker. */
  public static TestTopics create(KafkaBroker broker, int partitions) throws Exception {
    return create(broker.bootstrapServers(), partitions, 1);
  }

  /** Creates topics with so many copies of each partition. */
  public static TestTopics create(String bootstrapServers, int partitions, int copies)
      throws Exception {
    return create(someName(), Map.of(BOOTSTRAP_SERVERS, bootstrapServers), partitions, copies);
  }

  /** As {@link #create(String, int, int)}, on a broker that wants more than its address. */
  public static TestTopics create(Map<String, String> client, int partitions, int copies)
      throws Exception {
    return create(someName(), client, partitions, copies);
  }

  /** Creates topics of a name that a broker has not seen. */
  public static TestTopics create(String name, String bootstrapServers, int partitions, int copies)
      throws Exception {
    return create(name, Map.of(BOOTSTRAP_SERVERS, bootstrapServers), partitions, copies);
  }

  private static String someName() {
    return "t" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static TestTopics create(
      String name, Map<String, String> client, int partitions, int copies) throws Exception {
    TestTopics topics =
        new TestTopics(
            client,
            name,
            "llm.instructions." + name,
            "llm.completions." + name,
            "llm.instructions.dlq." + name);
    try (Admin admin = Admin.create(Map.copyOf(client))) {
      List<NewTopic> all =
          Stream.of(topics.instructions, topics.completions, topics.deadLetters)
              .map(
                  topic ->
                      new NewTopic(topic, partitions, (short) copies)
                          .configs(
                              Map.of("max.message.bytes", LARGEST_EVENT, "retention.ms", "-1")))
              .toList();
      admin.createTopics(all).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      TopicLeaders.await(
          admin,
          all.stream().collect(toMap(NewTopic::name, topic -> partitions)),
          Duration.ofSeconds(TIMEOUT_SECONDS));
    }
    return topics;
  }

  /** Changes the configuration of one of these topics. */
  public void configure(String topic, Map<String, String> settings) throws Exception {
    List<AlterConfigOp> changes =
        settings.entrySet().stream()
            .map(
                setting ->
                    new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()),
                        AlterConfigOp.OpType.SET))
            .toList();
    try (Admin admin = Admin.create(Map.copyOf(client))) {
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), changes))
          .all()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** The broker's address. */
  public String bootstrapServers() {
    return client.get(BOOTSTRAP_SERVERS);
  }

  /** The values of one of these topics as they are. */
  public TopicReader<byte[]> reader(String topic) {
    return new TopicReader<>(client, topic, value -> value);
  }

  /** What consumers of the completions see. */
  public TopicReader<Completion> completionReader() {
    return new TopicReader<>(client, completions, Encodings::completion);
  }

  /** What consumers of the dead letters see. */
  public TopicReader<DeadLetter> deadLetterReader() {
    return deadLetterReader(letter -> letter);
  }

  /** What consumers of the dead letters make of them. */
  public <T> TopicReader<T> deadLetterReader(Function<DeadLetter, T> use) {
    return new TopicReader<>(client, deadLetters, value -> use.apply(Encodings.deadLetter(value)));
  }
}
