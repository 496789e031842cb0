package io.mosaicgpt.operators.kafka.transaction;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Collection;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits transactions, and hands the records of one that the broker has given up to the writer. A
 * refused commit has two reasons that look alike to the connector: the transaction was committed by
 * an earlier attempt and its id is in use again, or it was aborted. The output topic knows.
 */
@SuppressWarnings("try") // Flink's interface lets close() be interrupted.
final class RescuingCommitter implements Committer<Precommitted> {
  private static final Logger LOG = LoggerFactory.getLogger(RescuingCommitter.class);

  private final Committer<KafkaCommittable> kafka;
  private final Function<Witness, Fate> fates;
  private final String sink;

  /**
   * A committer.
   *
   * @param fates throws a {@link KafkaException} when the brokers do not say
   */
  RescuingCommitter(Committer<KafkaCommittable> kafka, Function<Witness, Fate> fates, String sink) {
    this.kafka = requireNonNull(kafka, "kafka is null");
    this.fates = requireNonNull(fates, "fates is null");
    this.sink = requireNonNull(sink, "sink is null");
  }

  @Override
  public void commit(Collection<CommitRequest<Precommitted>> requests)
      throws IOException, InterruptedException {
    kafka.commit(
        requests.stream().<CommitRequest<KafkaCommittable>>map(KafkaRequest::new).toList());
  }

  @Override
  public void close() throws Exception {
    kafka.close();
  }

  /** The connector's view of a request. */
  private final class KafkaRequest implements CommitRequest<KafkaCommittable> {
    private final CommitRequest<Precommitted> request;

    KafkaRequest(CommitRequest<Precommitted> request) {
      this.request = request;
    }

    @Override
    public KafkaCommittable getCommittable() {
      return request.getCommittable().transaction();
    }

    @Override
    public int getNumberOfRetries() {
      return request.getNumberOfRetries();
    }

    /** Here the connector would drop the records. */
    @Override
    public void signalFailedWithKnownReason(Throwable refusal) {
      if (request.getCommittable().witness().isEmpty()) {
        request.signalFailedWithKnownReason(refusal);
      } else {
        settle(refusal);
      }
    }

    /**
     * Here the connector would fail the job, which may well help; but not once the brokers have
     * forgotten the transactional id, as they do with an old savepoint's.
     */
    @Override
    public void signalFailedWithUnknownReason(Throwable failure) {
      if (failure instanceof InvalidPidMappingException) {
        signalFailedWithKnownReason(failure);
      } else {
        request.signalFailedWithUnknownReason(failure);
      }
    }

    @Override
    public void retryLater() {
      request.retryLater();
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable transaction) {
      Precommitted old = request.getCommittable();
      request.updateAndRetryLater(new Precommitted(transaction, old.witness(), old.records()));
    }

    @Override
    public void signalAlreadyCommitted() {
      request.signalAlreadyCommitted();
    }

    private void settle(Throwable refusal) {
      Witness witness = request.getCommittable().witness().orElseThrow();
      try {
        switch (fates.apply(witness)) {
          case COMMITTED -> request.signalAlreadyCommitted();
          case ABORTED -> rescue(refusal);
          case OPEN -> request.signalFailedWithUnknownReason(refusal);
          case GONE -> {
            LOG.warn(
                "Nobody knows whether {} was committed: {} is no more in its topic. It is taken for committed.",
                getCommittable().getTransactionalId(),
                witness);
            request.signalFailedWithKnownReason(refusal);
          }
        }
      } catch (KafkaException e) {
        refusal.addSuppressed(e);
        request.signalFailedWithUnknownReason(refusal);
      }
    }

    private void rescue(Throwable refusal) {
      Precommitted lost = request.getCommittable();
      if (!Rescue.of(sink).offer(lost.records())) {
        // The job goes back to its last checkpoint, which has the records.
        request.signalFailedWithUnknownReason(refusal);
        return;
      }
      LOG.warn(
          "The broker gave up {} before it was committed; its {} records are written again and come with the next checkpoint. Raise transaction.timeout.ms above the longest outage to avoid the delay.",
          lost.transaction().getTransactionalId(),
          lost.records().size());
      request.signalFailedWithKnownReason(refusal);
    }
  }
}
