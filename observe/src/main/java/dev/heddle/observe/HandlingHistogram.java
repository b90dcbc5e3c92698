package dev.heddle.observe;

import dev.heddle.HandlingTimes;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import java.util.List;

/// Handling times as a Prometheus histogram: Micrometer's own needs each single measurement, and
/// the servers provide sums. Thread-safe.
record HandlingHistogram(List<ObservedServer> targets) implements Collector {
  private static final String NAME = "heddle_handling_seconds";
  private static final double[] SECONDS = {
    1e-6,
    2.5e-6,
    5e-6,
    1e-5,
    2.5e-5,
    5e-5,
    1e-4,
    2.5e-4,
    5e-4,
    1e-3,
    2.5e-3,
    5e-3,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    5,
    10,
    30,
    Double.POSITIVE_INFINITY
  };

  @Override
  public MetricSnapshot collect() {
    var snapshot =
        HistogramSnapshot.builder()
            .name(NAME)
            .unit(Unit.SECONDS)
            .help("Time from a message's coming to the handler's waiting for more; one in 16");
    targets.forEach(target -> snapshot.dataPoint(point(target)));
    return snapshot.build();
  }

  private static HistogramDataPointSnapshot point(ObservedServer target) {
    HandlingTimes times = target.handlingTimes();
    long[] counts = new long[SECONDS.length];
    long before = 0;
    for (int i = 0; i < SECONDS.length; i++) {
      long upTo =
          i == SECONDS.length - 1
              ? times.count()
              : times.countUpTo(Duration.ofNanos(Math.round(SECONDS[i] * 1e9)));
      counts[i] = upTo - before;
      before = upTo;
    }
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(SECONDS, counts))
        .sum(times.total().toNanos() / 1e9)
        .labels(
            Labels.of(
                "service", target.name(), "protocol", target.protocol(), "engine", target.engine()))
        .build();
  }
}
