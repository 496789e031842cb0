package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.digest.Sha256;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the output of a run's results. Its files get their names when all of them are whole, and
 * the run's record knows each by its digest before; so a start after a crash can tell one of ours
 * from somebody else's.
 */
final class Assembly {
  private final Workplace place;
  private final Output output;
  private final ResultTable table;
  private final String model;

  /**
   * @param model name of what answered
   */
  Assembly(Workplace place, Output output, ResultTable table, String model) {
    this.place = requireNonNull(place, "place is null");
    this.output = requireNonNull(output, "output is null");
    this.table = requireNonNull(table, "table is null");
    this.model = requireNonNull(model, "model is null");
  }

  /**
   * Makes the output, and notes it in the run's record.
   *
   * @return what is in it
   */
  Tally make(RunRecord run) throws IOException {
    Tally tally = new Tally();
    Map<String, Path> unfinished = new LinkedHashMap<>();
    List<Path> parts = place.wholeParts(run);
    Results results = new Results(table);
    if (output.isDirectory()) {
      for (int i = 0; i < parts.size(); i++) {
        Path file = output.path().resolve(output.fileName(i));
        write(results, List.of(parts.get(i)), file, unfinished, tally);
      }
    } else {
      write(results, parts, output.path(), unfinished, tally);
    }
    requireOwn(run, unfinished);
    RunRecord made = run.with(digests(unfinished), tally.refused());
    place.note(made);
    publish(made);
    return tally;
  }

  /** Gives whole files their names, if they have not got them yet. */
  void publish(RunRecord made) throws IOException {
    for (String name : made.outputs().keySet()) {
      Path unfinished = place.unfinished(name);
      if (Files.exists(unfinished)) {
        Files.move(
            unfinished,
            file(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    for (Map.Entry<String, String> earlier : made.replaces().entrySet()) {
      boolean stale =
          !made.outputs().containsKey(earlier.getKey())
              && digest(file(earlier.getKey())).equals(Optional.of(earlier.getValue()));
      if (stale) {
        Files.delete(file(earlier.getKey()));
      }
    }
  }

  /** Whether the output is there, and as this program has made it. */
  static boolean isWhole(Output output, RunRecord run) {
    return !run.outputs().isEmpty()
        && run.outputs().entrySet().stream()
            .allMatch(
                file -> digest(file(output, file.getKey())).equals(Optional.of(file.getValue())));
  }

  /** An output that is there must be one that the record knows: an earlier run's of this place. */
  private void requireOwn(RunRecord run, Map<String, Path> fresh) {
    for (String name : fresh.keySet()) {
      Path file = file(name);
      if (Files.exists(file)
          && !digest(file).equals(Optional.ofNullable(run.replaces().get(name)))) {
        throw new BadInputException(
            "Output %s is there, and is not what this program has written: move it away and give the same command, which has all results already."
                .formatted(file));
      }
    }
  }

  private Path file(String name) {
    return file(output, name);
  }

  /** The files of a run's output. */
  static List<Path> files(Output output, RunRecord run) {
    return run.outputs().keySet().stream().map(name -> file(output, name)).toList();
  }

  private static Path file(Output output, String name) {
    return output.isDirectory() ? output.path().resolve(name) : output.path().resolveSibling(name);
  }

  private void write(
      Results results, List<Path> parts, Path file, Map<String, Path> unfinished, Tally tally)
      throws IOException {
    try (ResultWriter writer = writer(file, unfinished)) {
      results.next(
          parts,
          (line, row) -> {
            tally.add(table.labelled(row));
            writer.write(line, row);
          });
    }
  }

  private ResultWriter writer(Path file, Map<String, Path> unfinished) throws IOException {
    BufferedWriter out = open(file, unfinished);
    return switch (output.kind()) {
      case JSONL -> new JsonLinesWriter(out);
      case CSV -> new CsvWriter(out, output.delimiter(), table);
      case LABEL_STUDIO -> new LabelStudioWriter(out, table, model);
      case BATCH -> new BatchWriter(out, open(Output.errorsOf(file), unfinished));
    };
  }

  private BufferedWriter open(Path file, Map<String, Path> unfinished) throws IOException {
    String name = file.getFileName().toString();
    unfinished.put(name, place.unfinished(name));
    // Half a surrogate pair, which JSON can escape, becomes a question mark as in all other
    // outputs.
    return new BufferedWriter(
        new OutputStreamWriter(
            Files.newOutputStream(place.unfinished(name)), StandardCharsets.UTF_8));
  }

  private static Map<String, String> digests(Map<String, Path> files) {
    Map<String, String> digests = new LinkedHashMap<>();
    files.forEach((name, file) -> digests.put(name, digest(file).orElseThrow()));
    return digests;
  }

  private static Optional<String> digest(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(Sha256.hex(digest));
  }
}
