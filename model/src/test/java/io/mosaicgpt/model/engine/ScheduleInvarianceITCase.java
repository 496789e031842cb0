package io.mosaicgpt.model.engine;

import io.mosaicgpt.model.replica.ElementType;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same request gives the same bits whatever else is served meanwhile, whatever slot, chunks,
 * prefix hits, preemptions, replica and restarts it meets.
 */
class ScheduleInvarianceITCase {
  @ParameterizedTest
  @EnumSource
  void everyRequestBringsWhatItBringsAlone(ElementType type) throws IOException {
    try (InvarianceStudy study = new InvarianceStudy(type, 256, 2, 2, 1)) {
      study.run(3, 5, 8).assertHardEnough();
    }
  }
}
