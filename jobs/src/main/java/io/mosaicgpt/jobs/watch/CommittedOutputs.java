package io.mosaicgpt.jobs.watch;

import io.mosaicgpt.jobs.job.Topics;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Reads what the job has committed, as any downstream consumer would. Used by one thread. */
public final class CommittedOutputs implements AutoCloseable {
  private final JobTopics outputs;

  /**
   * Reads completions and dead letters, from their beginning.
   *
   * @throws IllegalStateException when one of the topics is not there
   */
  public CommittedOutputs(String bootstrapServers, Topics topics) {
    Properties kafka = new Properties();
    kafka.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    this.outputs = JobTopics.of(kafka, topics, List.of(topics.output(), topics.deadLetters()));
  }

  /** Hands over what has arrived, waiting a little for more. */
  public void poll(Duration wait, Consumer<Completion> completions, Consumer<DeadLetter> letters)
      throws IOException {
    outputs.poll(
        wait,
        observation -> {
          if (observation instanceof Observation.CompletionCommitted committed) {
            completions.accept(committed.completion());
          } else if (observation instanceof Observation.DeadLetterCommitted committed) {
            letters.accept(committed.letter());
          }
        });
  }

  @Override
  public void close() {
    outputs.close();
  }
}
