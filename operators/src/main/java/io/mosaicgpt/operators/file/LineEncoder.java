package io.mosaicgpt.operators.file;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.wire.RecordEncoder;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.Encoder;

/** Output records as lines. JSON escapes line breaks, so no record has one inside. */
final class LineEncoder<T extends SpecificRecord> implements Encoder<T> {
  private static final long serialVersionUID = 1L;

  private final LineShape<T> shape;
  private transient RecordEncoder<T> encoder;

  LineEncoder(LineShape<T> shape) {
    this.shape = requireNonNull(shape, "shape is null");
  }

  @Override
  public void encode(T datum, OutputStream file) throws IOException {
    if (encoder == null) {
      encoder = shape.encoder();
    }
    file.write(encoder.encode(datum));
    file.write('\n');
  }
}
