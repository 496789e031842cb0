package io.mosaicgpt.operators.file;

import io.mosaicgpt.operators.wire.RecordEncoder;
import java.io.Serializable;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a sink has to know about one kind of output record.
 *
 * @param <T> the record
 */
interface LineShape<T extends SpecificRecord> extends Serializable {
  /** Names the kind in settings, messages and the names of files, for example {@code chunks}. */
  String kind();

  /** Makes lines of records, without their ends. */
  RecordEncoder<T> encoder();
}
