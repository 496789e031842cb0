package io.mosaicgpt.model.engine;

import io.mosaicgpt.model.replica.ElementType;
import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@link ScheduleInvarianceITCase} for as long as one likes: {@code mvn -Pinvariance -pl model -am
 * verify}. {@code -Dmosaicgpt.invariance.seed=N} begins with another schedule, {@code
 * -Dmosaicgpt.invariance.schedules=N} runs more or fewer; with 1, the one that failed again.
 */
@Tag("invariance")
class ScheduleInvarianceLongITCase {
  private static final long SEED = Long.getLong("mosaicgpt.invariance.seed", 100);
  private static final Integer SCHEDULES = Integer.getInteger("mosaicgpt.invariance.schedules");

  @ParameterizedTest
  @EnumSource
  void onANarrowModelUnderManySchedules(ElementType type) throws IOException {
    for (int requestSeed = 1; requestSeed <= 3; requestSeed++) {
      run(type, 256, 2, 2, requestSeed, 36);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 1",
    "FLOAT32, 2",
    "BFLOAT16, 1",
    "BFLOAT16, 2",
    "INT8, 1",
    "INT8, 2",
  })
  void atThePublishedModelsWidth(ElementType type, int threads) throws IOException {
    run(type, 2048, 2, threads, 1, 9);
  }

  private static void run(
      ElementType type, int width, int layers, int threads, long requestSeed, int schedules)
      throws IOException {
    int count = SCHEDULES == null ? schedules : SCHEDULES;
    try (InvarianceStudy study = new InvarianceStudy(type, width, layers, threads, requestSeed)) {
      InvarianceFacts facts = study.run(LongStream.range(SEED, SEED + count).toArray());
      if (count >= schedules) {
        facts.assertHardEnough();
      }
    }
  }
}
