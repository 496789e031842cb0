package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.source.NotedSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose the state of a job between files is: the job of an output directory. The inputs say what
 * the job does; its state has the files that it has yet to read, so with other inputs it would read
 * what it is not told to, and not what it is.
 *
 * @param output where results go
 * @param inputs what is read, in an order that does not depend on that in which they were given
 */
record FileIdentity(String output, List<String> inputs) implements StateIdentity {
  /** First line of the note: other kinds of ends may write notes, too. */
  private static final String KIND = "files";

  FileIdentity {
    requireNonNull(output, "output is null");
    inputs = inputs.stream().sorted().toList();
  }

  /** What the source puts into the job's state. */
  List<String> note() {
    List<String> note = new ArrayList<>(List.of(KIND, output));
    note.addAll(inputs);
    return note;
  }

  private static Optional<FileIdentity> of(List<String> note) {
    return note.size() > 1 && note.get(0).equals(KIND)
        ? Optional.of(new FileIdentity(note.get(1), note.subList(2, note.size())))
        : Optional.empty();
  }

  @Override
  public FoundState look(int version, byte[] state) throws IOException {
    return new Found(this, NotedSource.note(version, state).flatMap(FileIdentity::of));
  }

  @Override
  public String others() {
    return "other output directories, or of no job between files";
  }

  /**
   * State that was found.
   *
   * @param saved whose it is; empty when it is of no job between files
   */
  private record Found(FileIdentity job, Optional<FileIdentity> saved) implements FoundState {
    @Override
    public boolean mayBeOwn() {
      return saved.filter(other -> other.output().equals(job.output())).isPresent();
    }

    @Override
    public Optional<String> whyNotByItself(String name) {
      return why().map(why -> why + ": start it as before, or name another output directory.");
    }

    @Override
    public Optional<String> whyNotOnDemand() {
      return why().map(why -> why + ": give one of this job, or none.");
    }

    private Optional<String> why() {
      if (saved.isEmpty()) {
        return Optional.of("is of no job between files");
      }
      if (!mayBeOwn()) {
        return Optional.of(
            "is of output directory %s, not of %s".formatted(saved.get().output(), job.output()));
      }
      return saved.get().inputs().equals(job.inputs())
          ? Optional.empty()
          : Optional.of(
              "is of inputs %s, not of %s"
                  .formatted(
                      String.join(" and ", saved.get().inputs()),
                      String.join(" and ", job.inputs())));
    }
  }
}
