package io.mosaicgpt.jobs.job;

import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.DeadLetter;
import java.nio.file.Path;
import org.apache.flink.api.connector.source.Source;

/**
 * Where a job's events come from, and where its results go. Sources and sinks are made anew by each
 * call; making one throws {@link IllegalArgumentException} when it cannot be as it was told.
 */
public sealed interface Ends permits KafkaEnds, FileEnds, TableEnds {
  /** Name under which Flink shows the job, another one for each job of a cluster. */
  String jobName();

  /** Whether the input has an end, which is the job's, too. */
  boolean bounded();

  /**
   * Whether a start without state begins behind what earlier runs have answered, rather than with
   * the first event.
   */
  boolean remembersWhatIsAnswered();

  /** Name under which Flink shows the source. */
  String inputName();

  /** The events, behind a gate. */
  Source<DecodedEvent, ?, ?> source(SourceGate gate);

  /** Takes completions. */
  NamedSink<Completion> completions(Serving serving);

  /** Takes events that get no completion. */
  NamedSink<DeadLetter> deadLetters(Serving serving);

  /** Takes pieces of completions; there, and drops them, also when nobody wants them. */
  NamedSink<CompletionChunk> chunks(Serving serving);

  /** Whether somebody wants pieces of completions. */
  boolean wantsChunks();

  /** Directory of the job's checkpoints, relative to that of all jobs of this machine. */
  Path checkpointPath();

  /** One line that tells the job's runs from other jobs' in the same directory of checkpoints. */
  String owner();

  /** Tells the state that the source leaves from other jobs'. */
  StateIdentity stateIdentity();
}
