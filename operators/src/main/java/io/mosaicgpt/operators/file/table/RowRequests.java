package io.mosaicgpt.operators.file.table;

import io.mosaicgpt.schemas.Instruction;
import java.io.Serializable;

/** Makes requests of rows. */
public interface RowRequests extends Serializable {
  /**
   * The request of a row, without what the job says for all of them.
   *
   * @param id its request_id
   * @throws RowException when there is none in it
   */
  Instruction of(Row row, String id) throws RowException;
}
