package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.file.table.ResultLines;
import io.mosaicgpt.operators.file.table.ResultPlace;
import io.mosaicgpt.operators.file.table.TableSink;
import io.mosaicgpt.operators.file.table.TableSource;
import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.NotedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.DeadLetter;
import java.nio.file.Path;
import org.apache.flink.api.connector.source.Source;

/**
 * Tables of this machine, or of all machines of a cluster under the same paths: rows of files, and
 * results into a directory of files of lines.
 *
 * <p>The job ends when every row has its result. Each is there once, whatever {@link
 * Serving#delivery} asks for.
 *
 * @param run id of this labelling; only its own state is gone on from
 * @param name of the job, for people
 * @param input the rows
 * @param lines makes lines of results
 * @param parts directory of results
 * @param model hash of what answers: nothing else may
 */
public record TableEnds(
    String run, String name, TableInput input, ResultLines lines, ResultPlace parts, String model)
    implements Ends {
  public TableEnds {
    requireNonNull(run, "run is null");
    requireNonNull(name, "name is null");
    requireNonNull(input, "input is null");
    requireNonNull(lines, "lines is null");
    requireNonNull(parts, "parts is null");
    requireNonNull(model, "model is null");
  }

  @Override
  public String jobName() {
    return "mosaicgpt label " + name;
  }

  @Override
  public boolean bounded() {
    return true;
  }

  /** Whoever starts the job counts the results. */
  @Override
  public boolean remembersWhatIsAnswered() {
    return false;
  }

  @Override
  public String inputName() {
    return "rows";
  }

  @Override
  public Source<DecodedEvent, ?, ?> source(SourceGate gate) {
    return GatedSource.wrap(
        new NotedSource<>(
            TableSource.of(
                input.layout(), input.splits(), input.requests(), input.selected(), parts),
            identity().note()),
        gate);
  }

  private String directory() {
    return LocalUri.of(Path.of(parts.directory()));
  }

  @Override
  public NamedSink<Completion> completions(Serving serving) {
    return new NamedSink<>(
        "answered rows", TableSink.completions(directory(), lines, parts, model));
  }

  @Override
  public NamedSink<DeadLetter> deadLetters(Serving serving) {
    return new NamedSink<>("refused rows", TableSink.deadLetters(directory(), lines, parts));
  }

  @Override
  public NamedSink<CompletionChunk> chunks(Serving serving) {
    return new NamedSink<>("no pieces", TableSink.chunks());
  }

  @Override
  public boolean wantsChunks() {
    return false;
  }

  @Override
  public Path checkpointPath() {
    return Path.of("label", run);
  }

  @Override
  public String owner() {
    return "label " + run;
  }

  @Override
  public StateIdentity stateIdentity() {
    return identity();
  }

  private TableIdentity identity() {
    return new TableIdentity(run);
  }
}
