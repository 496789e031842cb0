package io.mosaicgpt.jobs.preflight;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.KafkaConnection;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;

/** What Kafka's failures mean to who starts the job. */
final class KafkaFailure {
  private static final String UNUSABLE = "The Kafka settings cannot be used: %s";

  private KafkaFailure() {}

  /** A failed call. */
  static BadInputException of(KafkaConnection kafka, Throwable cause) {
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return new BadInputException(
          "Kafka at %s refuses us: %s: check the security settings given with --kafka-property."
              .formatted(kafka.bootstrapServers(), cause.getMessage()),
          cause);
    }
    if (cause instanceof RetriableException || cause instanceof TimeoutException) {
      return new BadInputException(
          ("No Kafka broker answers at %s: start one, or give its address with --bootstrap-servers,"
                  + " and --kafka-property security.protocol=SASL_SSL or SSL if it wants that.")
              .formatted(kafka.bootstrapServers()),
          cause);
    }
    return new BadInputException(
        "Kafka at %s answers with an error: %s"
            .formatted(kafka.bootstrapServers(), cause.getMessage()),
        cause);
  }

  /** Settings of which no client can be made. */
  static BadInputException unusable(KafkaConnection kafka, Throwable failure) {
    Throwable cause = failure; // "Failed to create", twice, around what is wrong
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof ConfigException && reason.startsWith("No resolvable bootstrap urls")) {
      return new BadInputException(
          "No host of %s has an address: check the names in --bootstrap-servers."
              .formatted(kafka.bootstrapServers()),
          cause);
    }
    // The cause quotes what it stumbled over, too.
    return LoginMistake.of(reason)
        .map(mistake -> new BadInputException(UNUSABLE.formatted(mistake.sentence()) + "."))
        .orElseGet(
            () ->
                new BadInputException(
                    UNUSABLE.formatted(reason)
                        + ": check --bootstrap-servers and --kafka-property.",
                    failure));
  }
}
