package io.mosaicgpt.operators.file;

import io.mosaicgpt.operators.wire.FileOrigin;
import io.mosaicgpt.operators.wire.JsonRecordEncoder;
import io.mosaicgpt.operators.wire.RecordEncoder;
import io.mosaicgpt.schemas.DeadLetter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Dead letters, as lines of JSON. Beside the fields of the schema a line has {@code source_path}
 * and {@code source_line}, the file that the event came from and its line there, from 1; both are
 * null for an event that did not come from a file.
 */
public final class DeadLetterFileSink {
  private DeadLetterFileSink() {}

  /** A builder with everything at its default. */
  public static RecordFileSinkBuilder<DeadLetter> builder() {
    return new RecordFileSinkBuilder<>(new Shape());
  }

  static final class Shape implements LineShape<DeadLetter> {
    private static final long serialVersionUID = 1L;

    @Override
    public String kind() {
      return ResultFiles.DEAD_LETTERS;
    }

    @Override
    public RecordEncoder<DeadLetter> encoder() {
      return new JsonRecordEncoder<>(DeadLetter.getClassSchema(), Shape::source);
    }

    private static Map<String, Object> source(DeadLetter letter) {
      Optional<FileOrigin> origin = FileOrigin.of(letter);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("source_path", origin.map(FileOrigin::path).orElse(null));
      fields.put("source_line", origin.map(FileOrigin::line).orElse(null));
      return fields;
    }
  }
}
