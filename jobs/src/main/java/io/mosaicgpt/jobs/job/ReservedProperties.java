package io.mosaicgpt.jobs.job;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.Settings.Value;
import java.util.Map;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Properties of Kafka's clients that the job sets itself. One that is given would be printed as in
 * force, and is not.
 */
final class ReservedProperties {
  private static final String BYTES =
      "the job's records are bytes to Kafka: leave it out, and see "
          + KafkaSettings.OUTPUT_ENCODING.flag();

  private static final String COMMIT = KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key();

  private static final Map<String, String> REASONS =
      Map.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
          instead(KafkaSettings.BOOTSTRAP_SERVERS),
          ConsumerConfig.GROUP_ID_CONFIG,
          instead(KafkaSettings.GROUP_ID),
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          instead(KafkaSettings.START),
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          "the job makes its transactional ids of its group: give " + KafkaSettings.GROUP_ID.flag(),
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          "the job commits offsets with its checkpoints, when their events are answered: leave it out",
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          BYTES,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          BYTES,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          BYTES,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          BYTES);

  private ReservedProperties() {}

  private static String instead(Setting<?> setting) {
    return "it has a setting of its own: give " + setting.flag();
  }

  /**
   * Refuses them.
   *
   * @throws BadInputException naming the first
   */
  static void refuse(Map<String, Value> properties, boolean bounded) {
    if (bounded && properties.containsKey(COMMIT)) {
      throw new BadInputException(
          "The Kafka property %s (%s) cannot be given with --bounded: the next run begins at the offsets that this one commits."
              .formatted(COMMIT, properties.get(COMMIT).origin()));
    }
    properties.keySet().stream()
        .filter(REASONS::containsKey)
        .sorted()
        .findFirst()
        .ifPresent(
            name -> {
              throw new BadInputException(
                  "The Kafka property %s (%s) cannot be given: %s."
                      .formatted(name, properties.get(name).origin(), REASONS.get(name)));
            });
  }
}
