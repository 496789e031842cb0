package io.mosaicgpt.operators.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

/** JSON that strangers have written. */
public final class ForeignJson {
  private ForeignJson() {}

  /**
   * Reads it: a name twice in an object is an error, and texts and names are as long as the size of
   * what is read allows, which bounds them.
   *
   * @param deepest most objects and lists within each other
   */
  public static JsonFactory factory(int deepest) {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        // Both keep names of fields for reuse, and those of strangers would fill memory.
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(deepest)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build())
        .build();
  }
}
