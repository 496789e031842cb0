package io.mosaicgpt.operators.kafka.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RescuingCommitterTest {
  private static final String SINK = "sink";
  private static final Witness WITNESS = new Witness("out", 0, 7);
  private static final List<ProducerRecord<byte[], byte[]>> RECORDS =
      List.of(new ProducerRecord<>("out", null, 1L, null, new byte[] {1}));

  @AfterEach
  void forget() {
    Rescue.forget(SINK);
  }

  @Test
  void whatTheBrokerGaveUpIsHandedToTheWriterOnce() throws Exception {
    assertThat(commit(witness -> Fate.ABORTED)).containsExactly("dropped");
    assertThat(Rescue.of(SINK).take()).isEqualTo(RECORDS);
    assertThat(Rescue.of(SINK).take()).isEmpty();
  }

  @Test
  void whatWasCommittedByAnEarlierAttemptIsLeftAlone() throws Exception {
    assertThat(commit(witness -> Fate.COMMITTED)).containsExactly("already committed");
    assertThat(Rescue.of(SINK).take()).isEmpty();
  }

  @Test
  void anUndecidedTransactionFailsTheJobWhichTriesAgain() throws Exception {
    assertThat(commit(witness -> Fate.OPEN)).containsExactly("failed");
  }

  @Test
  void silentBrokersFailTheJobWhichTriesAgain() throws Exception {
    assertThat(
            commit(
                witness -> {
                  throw new KafkaException("nobody answers");
                }))
        .containsExactly("failed");
  }

  @Test
  void aWriterThatHasWrittenItsLastTakesNothingSoThatTheJobGoesBack() throws Exception {
    Rescue.of(SINK).end();

    assertThat(commit(witness -> Fate.ABORTED)).containsExactly("failed");
  }

  @Test
  void aTransactionOfWhichTheTopicKnowsNothingMoreIsDropped() throws Exception {
    assertThat(commit(witness -> Fate.GONE)).containsExactly("dropped");
    assertThat(Rescue.of(SINK).take()).isEmpty();
  }

  @Test
  void aTransactionThatTheBrokersForgotIsNotTriedForever() throws Exception {
    assertThat(commit(witness -> Fate.COMMITTED, Outcome.FORGOTTEN))
        .containsExactly("already committed");
    assertThat(commit(witness -> Fate.GONE, Outcome.FORGOTTEN)).containsExactly("dropped");
  }

  @Test
  void anotherFailureOfTheConnectorFailsTheJob() throws Exception {
    assertThat(commit(witness -> Fate.COMMITTED, Outcome.BROKEN)).containsExactly("failed");
  }

  /** Commits a transaction that the connector finds fenced, and returns what Flink is told. */
  private static List<String> commit(Function<Witness, Fate> fates) throws Exception {
    return commit(fates, Outcome.FENCED);
  }

  private static List<String> commit(Function<Witness, Fate> fates, Outcome end) throws Exception {
    Request request = new Request();
    new RescuingCommitter(new Connector(end), fates, SINK).commit(List.of(request));
    return request.signals;
  }

  /** What comes of a commit in the connector. */
  private enum Outcome {
    FENCED,
    FORGOTTEN,
    BROKEN
  }

  @SuppressWarnings("try") // Flink's interface lets close() be interrupted.
  private record Connector(Outcome end) implements Committer<KafkaCommittable> {
    @Override
    public void commit(Collection<CommitRequest<KafkaCommittable>> requests) {
      for (CommitRequest<KafkaCommittable> request : requests) {
        switch (end) {
          case FENCED -> request.signalFailedWithKnownReason(new ProducerFencedException("fenced"));
          case FORGOTTEN ->
              request.signalFailedWithUnknownReason(new InvalidPidMappingException("forgotten"));
          case BROKEN -> request.signalFailedWithUnknownReason(new IllegalStateException("broken"));
        }
      }
    }

    @Override
    public void close() {}
  }

  private static final class Request implements Committer.CommitRequest<Precommitted> {
    private final List<String> signals = new ArrayList<>();

    @Override
    public Precommitted getCommittable() {
      return new Precommitted(
          new KafkaCommittable(1, (short) 1, "id", null), Optional.of(WITNESS), RECORDS);
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable refusal) {
      signals.add("dropped");
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable failure) {
      signals.add("failed");
    }

    @Override
    public void retryLater() {
      signals.add("retried");
    }

    @Override
    public void updateAndRetryLater(Precommitted changed) {
      signals.add("retried");
    }

    @Override
    public void signalAlreadyCommitted() {
      signals.add("already committed");
    }
  }
}
