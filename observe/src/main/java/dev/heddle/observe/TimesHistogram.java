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
import java.util.Objects;
import java.util.function.Function;

/// Times as a Prometheus histogram: Micrometer's own needs each single measurement, and the servers
/// provide sums. Thread-safe.
///
/// @param name of the metric, with the unit
/// @param times of one target
record TimesHistogram(
    String name,
    String help,
    List<ObservedServer> targets,
    Function<ObservedServer, HandlingTimes> times)
    implements Collector {
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

  /// How long handlers took.
  static TimesHistogram handling(List<ObservedServer> targets) {
    return new TimesHistogram(
        "heddle_handling_seconds",
        "Time from a message's arrival until the handler waits for the next one; one in 16",
        targets,
        ObservedServer::handlingTimes);
  }

  /// How long TLS handshakes took, of the targets that have any.
  static TimesHistogram handshakes(List<ObservedServer> targets) {
    return new TimesHistogram(
        "heddle_tls_handshake_seconds",
        "Time that completed TLS handshakes took",
        targets.stream().filter(target -> target.handshakes() != null).toList(),
        target -> Objects.requireNonNull(target.handshakes()).times());
  }

  @Override
  public MetricSnapshot collect() {
    var snapshot = HistogramSnapshot.builder().name(name).unit(Unit.SECONDS).help(help);
    targets.forEach(target -> snapshot.dataPoint(point(target, times.apply(target))));
    return snapshot.build();
  }

  private static HistogramDataPointSnapshot point(ObservedServer target, HandlingTimes times) {
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
