package io.mosaicgpt.jobs.measure.engine;

import io.mosaicgpt.jobs.measure.workload.ClosedLoop;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts another prompt into every slot, so that a run finds nothing of an earlier one in the prefix
 * cache.
 */
public final class SlotSweep {
  private SlotSweep() {}

  /** Sweeps; takes a step or two. */
  public static void run(InferenceEngine engine) throws InterruptedException {
    int vocabulary = engine.model().config().usableVocabSize();
    List<GenerationRequest> requests = new ArrayList<>();
    for (int slot = 0; slot < engine.setup().maxNumSeqs(); slot++) {
      // From the end of the vocabulary, where workloads seldom begin, and no two alike.
      int[] prompt = {Math.floorMod(vocabulary - 1 - slot, vocabulary)};
      requests.add(PrefillBench.prompt(slot, "sweep-" + slot, prompt, 1));
    }
    try (ProgressLine progress = ProgressLine.of("Clearing slots", ProgressUnit.REQUESTS)) {
      ClosedLoop.run(engine, requests, requests.size(), progress);
    }
  }
}
