package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.forward.StepTimes;
import org.junit.jupiter.api.Test;

class LapClockTest {
  private static final long MILLI = 1_000_000;

  private final Harness.Clock time = new Harness.Clock();
  private final LapClock laps = new LapClock(time);

  @Test
  void everyLapGoesToThePartThatEndsItAndWaitingToNone() {
    time.advance(100);
    laps.idle();
    time.advance(10);
    laps.other();
    time.advance(2);
    laps.sampling();
    time.advance(5);
    laps.other();
    time.advance(50);
    laps.idle();

    StepTimes model = new StepTimes(4 * MILLI, 3 * MILLI, MILLI, MILLI);
    assertThat(laps.times(model)).isEqualTo(new LoopTimes(model, 2 * MILLI, 6 * MILLI));
    assertThat(laps.times(model).total()).isEqualTo(17 * MILLI);
  }

  @Test
  void whatTheModelDoesNotAccountForIsTheHosts() {
    time.advance(10);
    laps.other();

    assertThat(laps.times(StepTimes.NONE)).isEqualTo(new LoopTimes(StepTimes.NONE, 0, 10 * MILLI));
  }
}
