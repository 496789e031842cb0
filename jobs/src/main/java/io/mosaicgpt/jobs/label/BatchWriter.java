package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Writer;

/** Results of a batch: answers in one file, failed requests in another. */
final class BatchWriter implements ResultWriter {
  private final Writer results;
  private final Writer errors;

  BatchWriter(Writer results, Writer errors) {
    this.results = requireNonNull(results, "results is null");
    this.errors = requireNonNull(errors, "errors is null");
  }

  @Override
  public void write(String line, ResultRow row) throws IOException {
    Writer out = row.json().hasNonNull("error") ? errors : results;
    out.write(line);
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    try (errors) {
      results.close();
    }
  }
}
