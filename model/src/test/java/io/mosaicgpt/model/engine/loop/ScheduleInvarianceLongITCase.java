package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.forward.ElementType;
import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@link ScheduleInvarianceITCase} with every number of slots, and at the published model's width:
 * {@code mvn -Pinvariance -pl model -am verify}. {@code -Dmosaicgpt.invariance.seed=N} begins with
 * another schedule, {@code -Dmosaicgpt.invariance.schedules=N} runs more of them; with 1, the one
 * that failed again.
 */
@Tag("invariance")
class ScheduleInvarianceLongITCase {
  private static final long SEED = Long.getLong("mosaicgpt.invariance.seed", 100);
  private static final Integer SCHEDULES = Integer.getInteger("mosaicgpt.invariance.schedules");

  @ParameterizedTest
  @EnumSource
  void onANarrowModelWithEveryNumberOfSlots(ElementType type) throws IOException {
    run(type, 256, 1, 9);
  }

  /** Alone with one thread, together with two. */
  @ParameterizedTest
  @EnumSource
  void atThePublishedModelsWidth(ElementType type) throws IOException {
    run(type, 2048, 3, 3);
  }

  private static void run(ElementType type, int width, int share, int least) throws IOException {
    int count = SCHEDULES == null ? least : SCHEDULES;
    try (InvarianceStudy study = new InvarianceStudy(type, width, 2, 2, SEED)) {
      InvarianceSchedule[] schedules =
          LongStream.range(SEED, SEED + count)
              .mapToObj(InvarianceSchedule::of)
              .toArray(InvarianceSchedule[]::new);
      InvarianceFacts facts = study.run(share, schedules);
      if (count >= 9) {
        facts
            .plus(study.run(1, InvarianceSchedule.crowded(SEED, 32, true)))
            .plus(study.run(1, InvarianceSchedule.atOnce(SEED, 32)))
            .assertHardEnough();
      }
    }
  }
}
