package io.mosaicgpt.operators.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mosaicgpt.operators.sink.Delivery;
import io.mosaicgpt.schemas.Completion;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class RecordSinkBuilderTest {
  private static RecordSinkBuilder<Completion> complete() {
    return CompletionSink.builder()
        .bootstrapServers("localhost:9092")
        .topic("llm.completions.v1")
        .jobName("label orders")
        .checkpointInterval(Duration.ofSeconds(10));
  }

  @Test
  void isExactlyOnceWithPooledTransactionsUnlessToldOtherwise() throws Exception {
    Sink<Completion> sink = InstantiationUtil.clone(complete().build());
    Object kafka = KafkaSettings.field(sink, KafkaSink.class);

    assertThat(KafkaSettings.field(kafka, DeliveryGuarantee.class))
        .isEqualTo(DeliveryGuarantee.EXACTLY_ONCE);
    assertThat(KafkaSettings.field(kafka, TransactionNamingStrategy.class))
        .isEqualTo(TransactionNamingStrategy.POOLING);
    assertThat(KafkaSettings.of(sink))
        .containsEntry("transaction.timeout.ms", "900000")
        .containsEntry("acks", "all")
        .containsEntry("bootstrap.servers", "localhost:9092");
  }

  /** They meet on the thread of their chain. */
  @Test
  void aWriterWhoseCommitterIsInAnotherTaskFailsBeforeItWritesAnything() {
    Sink<Completion> sink = complete().build();

    assertThatIllegalStateException()
        .isThrownBy(() -> sink.createWriter(null))
        .withMessageStartingWith(
            "The writer of mosaicgpt/label+orders/llm.completions.v1/completions")
        .withMessageContaining("leave pipeline.operator-chaining.enabled at true");
  }

  @Test
  void atLeastOnceNeedsNeitherJobNameNorCheckpoints() {
    Sink<Completion> sink =
        complete().delivery(Delivery.AT_LEAST_ONCE).jobName(null).checkpointInterval(null).build();

    assertThat(KafkaSettings.field(sink, DeliveryGuarantee.class))
        .isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
  }

  @Test
  void chunksAreAtLeastOnceWhateverIsSet() {
    Sink<?> sink =
        ChunkSink.builder()
            .bootstrapServers("localhost:9092")
            .topic("llm.completions.partial.v1")
            .delivery(Delivery.EXACTLY_ONCE)
            .build();

    assertThat(KafkaSettings.field(sink, DeliveryGuarantee.class))
        .isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
  }

  @Test
  void noPrefixIsTheBeginningOfAnothers() {
    String prefix = complete().transactionalIdPrefix();

    assertThat(prefix).isEqualTo("mosaicgpt/label+orders/llm.completions.v1/completions");
    assertThat(complete().jobName("label orders/llm.completions.v1").transactionalIdPrefix())
        .doesNotStartWith(prefix);
    assertThat(complete().topic("llm.completions.v10").transactionalIdPrefix())
        .doesNotStartWith(prefix);
    assertThat(
            DeadLetterSink.builder()
                .topic("llm.completions.v1")
                .jobName("label orders")
                .transactionalIdPrefix())
        .doesNotStartWith(prefix);
  }

  @Test
  void exactlyOnceWithoutCheckpointsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().checkpointInterval(null).build())
        .withMessageContainingAll("needs checkpoints", "checkpoint-interval", "at-least-once");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().checkpointInterval(Duration.ZERO).build())
        .withMessageContaining("needs checkpoints");
  }

  @Test
  void aTransactionThatEndsBeforeItsCheckpointIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().checkpointInterval(Duration.ofMinutes(15)).build())
        .withMessageContainingAll("transaction.timeout.ms is 900000", "900000 ms");
  }

  @Test
  void aTransactionThatLeavesNoTimeForARestartIsWarnedOf() {
    try (LogCapture log = new LogCapture(TransactionTimeout.class)) {
      complete().checkpointInterval(Duration.ofMinutes(10)).build();
      assertThat(log.warnings()).isEmpty();

      complete().checkpointInterval(Duration.ofMinutes(11)).build();
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("transaction.timeout.ms=900000 leaves 240 s");
    }
  }

  @Test
  void settingsThatBreakExactlyOnceAreRefusedAndOtherwiseWarnedOf() {
    Map<String, String> weak = Map.of("acks", "1", "enable.idempotence", "false");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().properties(weak).build())
        .withMessageContainingAll("acks=1", "enable.idempotence=false", "at-least-once");
    try (LogCapture log = new LogCapture(RecordSinkBuilder.class)) {
      complete().delivery(Delivery.AT_LEAST_ONCE).properties(weak).build();
      assertThat(log.warnings()).hasSize(2);
    }
  }

  @Test
  void producerSettingsGoBeforeDefaults() {
    Sink<Completion> sink =
        complete()
            .properties(Map.of("transaction.timeout.ms", "600000", "sasl.mechanism", "PLAIN"))
            .build();

    assertThat(KafkaSettings.of(sink))
        .containsEntry("transaction.timeout.ms", "600000")
        .containsEntry("sasl.mechanism", "PLAIN");
  }

  @Test
  void whatIsMissingOrNoNumberIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().bootstrapServers(null).build())
        .withMessageContaining("bootstrap-servers is not set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().topic("").build())
        .withMessage("the topic of completions is not set; give one, like llm.completions.v1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().jobName(null).build())
        .withMessageContaining("job-name is not set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().properties(Map.of("max.request.size", "1 MB")).build())
        .withMessage("max.request.size is '1 MB', which is no whole number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete().properties(Map.of("max.request.size", "1000")).build())
        .withMessageStartingWith("max.request.size is 1000, but a record may need 32768 bytes");
  }

  @Test
  void deliveriesHaveTheNamesOfUsers() {
    assertThat(Delivery.of("exactly-once")).isEqualTo(Delivery.EXACTLY_ONCE);
    assertThat(Delivery.of("at-least-once")).isEqualTo(Delivery.AT_LEAST_ONCE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Delivery.of("once"))
        .withMessageContaining("'once'; take exactly-once or at-least-once");
  }
}
