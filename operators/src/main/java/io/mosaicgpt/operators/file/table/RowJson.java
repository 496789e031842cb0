package io.mosaicgpt.operators.file.table;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mosaicgpt.operators.wire.ForeignJson;

/** JSON as rows have it, on their way in and in results: what is let in can be read again. */
public final class RowJson {
  /** Numbers keep their digits; a name twice and text behind the value are errors. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder(ForeignJson.factory(StreamReadConstraints.DEFAULT_MAX_DEPTH))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private RowJson() {}
}
