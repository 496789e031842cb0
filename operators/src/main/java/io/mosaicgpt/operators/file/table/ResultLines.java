package io.mosaicgpt.operators.file.table;

import io.mosaicgpt.operators.wire.RowOrigin;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import java.io.IOException;
import java.io.Serializable;

/** Results of rows as lines of text, without their ends and without line breaks inside. */
public interface ResultLines extends Serializable {
  /** The line of an answer. */
  String of(Completion completion, RowOrigin origin) throws IOException;

  /** The line of a row that got none. */
  String of(DeadLetter letter, RowOrigin origin) throws IOException;
}
