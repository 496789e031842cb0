package io.mosaicgpt.jobs.preflight;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.operators.wire.RecordEncoding;
import io.mosaicgpt.operators.wire.registry.RegistryException;
import io.mosaicgpt.operators.wire.registry.SchemaRegistry;
import io.mosaicgpt.operators.wire.registry.UnknownSchemaException;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.DeadLetter;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Asks the schema registry, if there is to be one, for what the job will ask it, so that a wrong
 * address or a refused schema is a sentence now rather than a job that restarts forever.
 */
public final class RegistryPreflight {
  /** Nobody's; a registry says so in its own words, and nobody else does. */
  private static final int NO_SCHEMA = Integer.MAX_VALUE;

  private final KafkaEnds ends;

  public RegistryPreflight(KafkaEnds ends) {
    this.ends = requireNonNull(ends, "ends is null");
  }

  /**
   * Checks that a registry answers and takes the schemas of the output topics, which registers
   * them.
   *
   * @throws BadInputException when it does not
   */
  public void check() {
    if (ends.registry().isEmpty()) {
      return;
    }
    SchemaRegistry registry = ends.registry().get().connect();
    try {
      requireAnswer(registry);
      if (ends.encoding() == RecordEncoding.AVRO) {
        register(registry, Completion.getClassSchema(), ends.topics().output());
        register(registry, DeadLetter.getClassSchema(), ends.topics().deadLetters());
        if (ends.topics().partial().isPresent()) {
          register(registry, CompletionChunk.getClassSchema(), ends.topics().partial().get());
        }
      }
    } catch (RegistryException e) {
      throw new BadInputException(flagged(e.getMessage()), e);
    }
  }

  private static void requireAnswer(SchemaRegistry registry) throws RegistryException {
    try {
      registry.schemaById(NO_SCHEMA);
    } catch (UnknownSchemaException e) {
      // as it should be
    }
  }

  private static void register(SchemaRegistry registry, Schema schema, String topic)
      throws RegistryException {
    RecordEncoding.AVRO.encoder(schema, topic, Optional.of(registry));
  }

  /** Sentences of the operators name keys; here they are flags. */
  private static String flagged(String sentence) {
    return sentence.replaceFirst(
        "\\b" + KafkaSettings.SCHEMA_REGISTRY_URL.key() + "\\b",
        KafkaSettings.SCHEMA_REGISTRY_URL.flag());
  }
}
