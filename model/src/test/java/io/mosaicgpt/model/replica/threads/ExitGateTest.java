package io.mosaicgpt.model.replica.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ExitGateTest {
  private final ExitGate gate = new ExitGate(Duration.ofMinutes(1));

  @Test
  void aCallUnderWayHoldsTheEndUp() throws Exception {
    gate.enter();
    CompletableFuture<Boolean> end = CompletableFuture.supplyAsync(gate::shut);
    while (!gate.isShutting()) {
      Thread.onSpinWait();
    }
    assertThat(end).isNotDone();

    gate.leave();
    assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whileSomebodyHoldsItOpenCallsBeginAndTheEndWaits() throws Exception {
    ExitGate.Hold hold = gate.hold();
    CompletableFuture<Boolean> end = CompletableFuture.supplyAsync(gate::shut);
    for (int call = 0; call < 100; call++) {
      gate.enter();
      gate.leave();
      Thread.sleep(1);
    }
    assertThat(end).isNotDone();

    hold.close();
    assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void noCallBeginsOnceTheGateIsShut() throws Exception {
    assertThat(CompletableFuture.supplyAsync(gate::shut).get()).isTrue();

    Thread late = new Thread(gate::enter);
    late.setDaemon(true);
    late.start();
    while (late.getState() != Thread.State.WAITING) {
      assertThat(late.isAlive()).as("the late call has not begun").isTrue();
      Thread.onSpinWait();
    }
  }

  @Test
  void aCallThatHangsDoesNotHoldTheEndUpForEver() throws Exception {
    ExitGate impatient = new ExitGate(Duration.ofMillis(1));
    impatient.enter();

    assertThat(CompletableFuture.supplyAsync(impatient::shut).get()).isFalse();
  }
}
