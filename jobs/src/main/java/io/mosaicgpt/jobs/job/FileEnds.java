package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.digest.Sha256;
import io.mosaicgpt.operators.file.ChunkFileSink;
import io.mosaicgpt.operators.file.CompletionFileSink;
import io.mosaicgpt.operators.file.DeadLetterFileSink;
import io.mosaicgpt.operators.file.InstructionFileSource;
import io.mosaicgpt.operators.file.RecordFileSinkBuilder;
import io.mosaicgpt.operators.source.GatedSource;
import io.mosaicgpt.operators.source.NotedSource;
import io.mosaicgpt.operators.source.SourceGate;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.DeadLetter;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.source.Source;

/**
 * Files of this machine, of JSON lines: events from files that there are when the job starts, and
 * results into a directory.
 *
 * <p>The job ends when every line is answered. Each result is there once, whatever {@link
 * Serving#delivery} asks for: a file is found when the checkpoint behind it is complete, and at
 * least once asks for no more.
 *
 * <p>The job is known by its output directory. One that was stopped goes on from its checkpoint,
 * with the files that it was started with, if it is given the same inputs; files that have come to
 * an input directory since are not among them.
 *
 * @param inputs files, and directories of files; made absolute
 * @param output directory of results; made absolute
 * @param chunks whether pieces of completions are written, too
 * @param maxEventBytes larger events become dead letters
 */
public record FileEnds(List<Path> inputs, Path output, boolean chunks, int maxEventBytes)
    implements Ends {
  public FileEnds {
    inputs = inputs.stream().map(FileEnds::absolute).toList();
    output = absolute(requireNonNull(output, "output is null"));
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  @Override
  public String jobName() {
    return "mosaicgpt " + output;
  }

  @Override
  public boolean bounded() {
    return true;
  }

  /** Every start without state reads its files from their first line. */
  @Override
  public boolean remembersWhatIsAnswered() {
    return false;
  }

  @Override
  public String inputName() {
    return inputs.size() == 1 ? inputs.get(0).toString() : inputs.size() + " inputs";
  }

  @Override
  public Source<DecodedEvent, ?, ?> source(SourceGate gate) {
    return GatedSource.wrap(
        new NotedSource<>(
            InstructionFileSource.builder()
                .paths(inputs.stream().map(LocalUri::of).toArray(String[]::new))
                .maxEventBytes(maxEventBytes)
                .build(),
            identity().note()),
        gate);
  }

  @Override
  public NamedSink<Completion> completions(Serving serving) {
    return into("completions", CompletionFileSink.builder());
  }

  @Override
  public NamedSink<DeadLetter> deadLetters(Serving serving) {
    return into("dead letters", DeadLetterFileSink.builder());
  }

  @Override
  public NamedSink<CompletionChunk> chunks(Serving serving) {
    return chunks
        ? into("pieces", ChunkFileSink.builder())
        : new NamedSink<>("no pieces", ChunkFileSink.off());
  }

  private <T extends SpecificRecord> NamedSink<T> into(
      String name, RecordFileSinkBuilder<T> builder) {
    return new NamedSink<>(name, builder.directory(LocalUri.of(output)).build());
  }

  @Override
  public boolean wantsChunks() {
    return chunks;
  }

  /** A digest of the output's path, since a name has fewer bytes than a path may have. */
  @Override
  public Path checkpointPath() {
    byte[] digest = Sha256.of(output.toString());
    return Path.of("files", HexFormat.of().formatHex(digest, 0, 16));
  }

  @Override
  public String owner() {
    return "files " + DirectoryName.of(output.toString());
  }

  @Override
  public StateIdentity stateIdentity() {
    return identity();
  }

  private FileIdentity identity() {
    return new FileIdentity(output.toString(), inputs.stream().map(Path::toString).toList());
  }
}
