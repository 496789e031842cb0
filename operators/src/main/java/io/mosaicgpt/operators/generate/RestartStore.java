package io.mosaicgpt.operators.generate;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.StateInitializationContext;

/** One {@link RestartRecord} per subtask, in operator state. */
final class RestartStore {
  /** Never change it: a savepoint's record would not be found. */
  private static final String STATE_NAME = "mosaicgpt-restarts";

  private final ListState<Tuple3<Integer, Boolean, Integer>> state;

  RestartStore(StateInitializationContext context) throws Exception {
    this.state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    STATE_NAME, Types.TUPLE(Types.INT, Types.BOOLEAN, Types.INT)));
  }

  /** The latest of those that a checkpoint brought to this subtask; rescaling may bring several. */
  RestartRecord restored() throws Exception {
    RestartRecord latest = RestartRecord.NONE;
    for (Tuple3<Integer, Boolean, Integer> saved : state.get()) {
      if (saved.f0 >= latest.taskAttempt()) {
        latest = new RestartRecord(saved.f0, saved.f1, saved.f2);
      }
    }
    return latest;
  }

  void save(RestartRecord record) throws Exception {
    state.update(List.of(Tuple3.of(record.taskAttempt(), record.probation(), record.cohort())));
  }
}
