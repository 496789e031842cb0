package io.mosaicgpt.model.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.forward.ReplicaDevice;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceSeatsTest {
  private static final ReplicaDevice FIRST = ReplicaDevice.cuda(0);
  private static final ReplicaDevice SECOND = ReplicaDevice.cuda(1);
  private static final List<ReplicaDevice> ALL = List.of(FIRST, SECOND);

  private final DeviceSeats seats = new DeviceSeats();

  @Test
  void thoseWhoLeaveTheChoiceOpenSpreadOverAllDevices() {
    assertThat(take(ALL)).isEqualTo(FIRST);
    assertThat(take(ALL)).isEqualTo(SECOND);
    assertThat(take(ALL)).isEqualTo(FIRST);
  }

  @Test
  void aDeviceThatWasAskedForByNameCountsToo() {
    take(List.of(FIRST));
    assertThat(take(ALL)).isEqualTo(SECOND);
  }

  @Test
  void aPlaceThatIsGivenBackIsTheNextOnesAndIsGivenBackOnce() {
    DeviceSeats.Claim first = seats.claim();
    first.takeOne(ALL);
    take(ALL);
    DeviceSeats.Claim third = seats.claim();
    third.takeOne(ALL);
    first.free();
    first.free();
    assertThat(take(ALL)).isEqualTo(FIRST);
    assertThat(take(ALL)).isEqualTo(SECOND);
  }

  @Test
  void aClaimWithoutAPlaceHasNothingToGiveBack() {
    seats.claim().free();
    assertThat(take(ALL)).isEqualTo(FIRST);
  }

  @Test
  void whoWarmsADeviceUpTakesNoPlaceSoThatTheFirstUserFindsItWarm() {
    ReplicaDevice warm = seats.next(ALL);

    assertThat(take(ALL)).isEqualTo(warm);
    assertThat(take(ALL)).isNotEqualTo(warm);
  }

  private ReplicaDevice take(List<ReplicaDevice> devices) {
    return seats.claim().takeOne(devices);
  }
}
