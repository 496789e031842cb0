package io.mosaicgpt.model.corpus;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Files of examples: {@code .jsonl}, {@code .csv} with a line of names first, and {@code .txt}, all
 * of them UTF-8 and each also as {@code .gz}; a directory stands for those in it. Read as streams,
 * so that memory does not depend on their size.
 */
public final class Corpus {
  /** The field that holds a label, unless the caller knows better. */
  public static final String LABEL = "label";

  private final List<Path> files;
  private final ExampleFields fields;

  private Corpus(List<Path> files, String labelField) {
    this.files = List.copyOf(files);
    this.fields = new ExampleFields(labelField);
  }

  /**
   * Finds the files.
   *
   * @param paths files and directories, at least one
   * @param labelField name of the field that holds a text's label
   * @throws CorpusException when one is not there or of no known kind
   */
  public static Corpus of(List<Path> paths, String labelField) {
    if (paths.isEmpty()) {
      throw new CorpusException("There is no data: give at least one file.");
    }
    return new Corpus(CorpusFiles.find(paths), labelField);
  }

  /** The files, in the order in which they are read. */
  public List<Path> files() {
    return files;
  }

  /**
   * Reads all examples.
   *
   * @param sink gets them one by one
   * @param listener is told the bytes as they lie on disk, compressed ones too
   * @throws CorpusException when a file or a line cannot be used
   */
  public void read(Consumer<Example> sink, ProgressListener listener) {
    requireNonNull(sink, "sink is null");
    Progress progress = new Progress(listener, files.stream().mapToLong(Corpus::size).sum());
    for (Path file : files) {
      try (InputStream in = open(file, progress)) {
        format(file).read(file.toString(), in, sink);
      } catch (IOException e) {
        throw CorpusFiles.unreadable(file, e);
      }
    }
  }

  private ExampleFormat format(Path file) {
    return switch (CorpusFiles.kind(file)) {
      case "jsonl" -> new JsonLines(fields);
      case "csv" -> new CsvTable(fields);
      default -> new PlainText();
    };
  }

  private static InputStream open(Path file, Progress progress) throws IOException {
    InputStream raw = new ProgressStream(Files.newInputStream(file), progress::add);
    try {
      return CorpusFiles.isCompressed(file) ? new GZIPInputStream(raw, 1 << 16) : raw;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw CorpusFiles.unreadable(file, e);
    }
  }

  /** How far all files together have been read. */
  private static final class Progress {
    private final ProgressListener listener;
    private final long total;
    private long done;

    Progress(ProgressListener listener, long total) {
      this.listener = requireNonNull(listener, "listener is null");
      this.total = total;
    }

    void add(long bytes) {
      done += bytes;
      listener.progress(done, total);
    }
  }
}
