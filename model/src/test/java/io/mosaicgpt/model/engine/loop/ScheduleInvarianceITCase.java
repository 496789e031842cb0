package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.forward.ElementType;
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
      InvarianceFacts oneSlot = study.run(6, InvarianceSchedule.of(45));
      InvarianceFacts twoSlots = study.run(3, InvarianceSchedule.of(1));
      InvarianceFacts smallChunks = study.run(2, InvarianceSchedule.of(44));
      InvarianceFacts crowded =
          study.run(
              1,
              InvarianceSchedule.crowded(2, 32, false),
              InvarianceSchedule.crowded(3, 13, true),
              InvarianceSchedule.crowded(6, 32, true),
              InvarianceSchedule.crowded(7, 24, false));
      InvarianceFacts atOnce =
          study.run(1, InvarianceSchedule.atOnce(5, 32), InvarianceSchedule.atOnce(4, 16));
      oneSlot.plus(twoSlots).plus(smallChunks).plus(crowded).plus(atOnce).assertHardEnough();
    }
  }
}
