package io.mosaicgpt.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.training.data.TrainingRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrainingStepsTest {
  @Test
  void anEpochTakesEveryRecordOnceInStepsOfAboutTheSameSize() {
    List<TrainingRecord> records = records(500, 60);
    TrainingSteps steps = new TrainingSteps(records, 3, 400);
    List<TrainingRecord> taken = new ArrayList<>();
    for (int step = 1; step <= steps.perEpoch(); step++) {
      int read = steps.at(step).stream().mapToInt(TrainingRecord::read).sum();
      assertThat(read).isBetween(400 - 65, 400 + 61);
      taken.addAll(steps.at(step));
    }
    assertThat(taken).containsExactlyInAnyOrderElementsOf(records);
    assertThat(steps.tokens()).isEqualTo(records.stream().mapToLong(TrainingRecord::read).sum());
    assertThat(steps.at(steps.perEpoch() + 1)).isNotEqualTo(steps.at(1));
  }

  @Test
  void aStepFollowsFromItsNumber() {
    List<TrainingRecord> records = records(50, 20);
    TrainingSteps inOrder = new TrainingSteps(records, 3, 100);
    for (int step = 1; step < 30; step++) {
      assertThat(new TrainingSteps(records, 3, 100).at(step)).isEqualTo(inOrder.at(step));
    }
    assertThat(new TrainingSteps(records, 4, 100).at(1)).isNotEqualTo(inOrder.at(1));
  }

  @Test
  void noStepIsEmptyHoweverRecordsAreCut() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      List<TrainingRecord> records = records(1 + random.nextInt(12), 1 + random.nextInt(90));
      TrainingSteps steps = new TrainingSteps(records, i, 1 + random.nextInt(60));
      int taken = 0;
      for (int step = 1; step <= steps.perEpoch(); step++) {
        assertThat(steps.at(step)).isNotEmpty();
        taken += steps.at(step).size();
      }
      assertThat(taken).isEqualTo(records.size());
    }
  }

  private static List<TrainingRecord> records(int count, int longest) {
    Random random = new Random(count);
    List<TrainingRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(Fixtures.whole(new int[2 + random.nextInt(longest)]));
    }
    return records;
  }
}
