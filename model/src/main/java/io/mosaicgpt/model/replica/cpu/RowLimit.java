package io.mosaicgpt.model.replica.cpu;

import io.mosaicgpt.model.replica.module.ScriptModule;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows oneDNN's linears compute at once, in float32 and bfloat16. Any number, unless this
 * processor's kernels then give a row other bits than alone: with float32 and nothing newer than
 * AVX2, oneDNN takes another one somewhere beyond 65 rows. This is tried out when a model is
 * loaded, since a list of processors would know only those that somebody looked at. Takes as long
 * as a prompt of sixty tokens.
 */
final class RowLimit {
  private static final Logger LOG = LoggerFactory.getLogger(RowLimit.class);

  /** Tried in this order. */
  private static final List<Integer> LIMITS = List.of(Integer.MAX_VALUE, 64, 16, 4);

  private static final int[] COUNTS = {3, 5, 16, 64, 96, 127, 200};
  private static final int[] ROWS = {0, 2, 15, 63, 95, 126, 199};

  private RowLimit() {}

  /** Sets the largest limit with which the bits are the same. */
  static void choose(ScriptModule module, RowCheck check) {
    List<RowCheck.Difference> found = List.of();
    for (int limit : LIMITS) {
      module.run("limit_rows", limit);
      found = check.differences(COUNTS, ROWS);
      if (found.isEmpty()) {
        if (limit < Integer.MAX_VALUE) {
          LOG.info("Linears compute {} rows at once: more would change bits here", limit);
        }
        return;
      }
    }
    LOG.warn(
        "On this processor the bits of a token depend on what is computed with it, so texts that go"
            + " on after a restart may differ from undisturbed ones; seen in {}",
        found);
  }
}
