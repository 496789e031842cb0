package io.mosaicgpt.integration.broker;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.broker.EmbeddedBroker;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;

/**
 * A broker that the tests of this module share. It is started by the first test that needs it and
 * lives as long as the JVM; tests keep apart by the names of their topics.
 */
public final class KafkaBroker {
  private static final KafkaBroker EMBEDDED =
      new KafkaBroker("embedded in this JVM", KafkaBroker::startEmbedded);
  private static final KafkaBroker CONTAINER =
      new KafkaBroker("in a container", KafkaBroker::startContainer);

  /** Set by the profile containers, which is for tests on containers alone. */
  private static final boolean CONTAINERS_ALONE = Boolean.getBoolean("mosaicgpt.test.containers");

  private final String name;
  private final Supplier<String> start;
  private String bootstrapServers;
  private String absence;

  private KafkaBroker(String name, Supplier<String> start) {
    this.name = requireNonNull(name, "name is null");
    this.start = requireNonNull(start, "start is null");
  }

  /** Every broker that tests run on. */
  public static List<KafkaBroker> all() {
    return CONTAINERS_ALONE ? List.of(CONTAINER) : List.of(EMBEDDED, CONTAINER);
  }

  /** One in a container that is a test's own, which may do with it what it likes. */
  public static KafkaBroker of(ContainerBroker container) {
    return new KafkaBroker("in a container of its own", container::bootstrapServers);
  }

  private static String startContainer() {
    ContainerBroker broker = ContainerBroker.start();
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    return broker.bootstrapServers();
  }

  private static String startEmbedded() {
    EmbeddedBroker broker = EmbeddedBroker.start();
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    return broker.bootstrapServers();
  }

  /**
   * The broker's address; starts it if need be. A broker that this machine cannot have skips the
   * test, with the reason.
   */
  public synchronized String bootstrapServers() {
    if (bootstrapServers == null && absence == null) {
      try {
        bootstrapServers = start.get();
      } catch (NoContainersException e) {
        absence = e.getMessage();
        System.out.println("[INFO] Tests on a Kafka container are skipped: " + absence);
      }
    }
    Assumptions.assumeTrue(bootstrapServers != null, absence);
    return bootstrapServers;
  }

  @Override
  public String toString() {
    return name;
  }
}
