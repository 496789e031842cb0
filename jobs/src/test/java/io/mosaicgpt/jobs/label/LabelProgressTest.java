package io.mosaicgpt.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.operators.metrics.OperatorMetrics;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class LabelProgressTest {
  /** A histogram is none of these: Flink's REST interface has its quantiles and not its count. */
  private static final class NumbersOf extends UnregisteredMetricsGroup {
    private final List<String> names = new ArrayList<>();

    @Override
    public MetricGroup addGroup(String name) {
      assertThat(name).isEqualTo(OperatorMetrics.GROUP);
      return this;
    }

    @Override
    public Counter counter(String name) {
      names.add(name);
      return super.counter(name);
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      names.add(name);
      return super.gauge(name, gauge);
    }
  }

  @Test
  void theOperatorHasANumberForAllThatIsShown() {
    NumbersOf group = new NumbersOf();

    assertThat(new OperatorMetrics(group, () -> 0, () -> null)).isNotNull();

    assertThat(group.names).containsAll(LabelProgress.SUMS).containsAll(LabelProgress.CACHE);
  }
}
