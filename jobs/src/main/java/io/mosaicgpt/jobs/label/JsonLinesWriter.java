package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Writer;

/** Lines as they are. */
final class JsonLinesWriter implements ResultWriter {
  private final Writer out;

  JsonLinesWriter(Writer out) {
    this.out = requireNonNull(out, "out is null");
  }

  @Override
  public void write(String line, ResultRow row) throws IOException {
    out.write(line);
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
