package io.mosaicgpt.operators.kafka.presence;

import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * What Kafka's client does not load before it needs it to say goodbye, when a cluster may have
 * closed the job's class loader.
 */
final class LateClasses {
  private static final List<String> NAMES =
      List.of(
          "org.apache.kafka.clients.FetchSessionHandler",
          "org.apache.kafka.clients.consumer.internals.AbstractCoordinator$HeartbeatThread$1",
          "org.apache.kafka.common.metrics.internals.PluginMetricsImpl",
          "org.apache.kafka.common.network.Selector$CloseMode",
          "org.apache.kafka.common.utils.Utils$SwallowAction");

  private LateClasses() {}

  static void load() {
    for (String name : NAMES) {
      try {
        Class.forName(name, true, KafkaConsumer.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        // Another version of the client has no such class, and so does not need it.
      }
    }
  }
}
