package dev.heddle.load.report;

import dev.heddle.load.report.Figures.Latency;
import dev.heddle.text.Durations;
import dev.heddle.text.Quantities;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What a threshold may be about, by its name there.
public enum Metric {
  MEAN("mean", Unit.TIME),
  P50("p50", Unit.TIME),
  P90("p90", Unit.TIME),
  P99("p99", Unit.TIME),
  P999("p99.9", Unit.TIME),
  P9999("p99.99", Unit.TIME),
  MAX("max", Unit.TIME),
  ERRORS("errors", Unit.COUNT),
  RATE("rate", Unit.COUNT),
  CPU("cpu/req", Unit.TIME),
  MEMORY("rss/conn", Unit.BYTES),
  LAG("lag", Unit.TIME);

  private final String text;
  private final Unit unit;

  Metric(String text, Unit unit) {
    this.text = text;
    this.unit = unit;
  }

  /// What a metric is counted in.
  public enum Unit {
    /// Microseconds.
    TIME,
    BYTES,
    COUNT
  }

  /// Whether it is a figure of the answers: slices without one cannot be compared.
  boolean isOfAnswers() {
    return switch (this) {
      case MEAN, P50, P90, P99, P999, P9999, MAX, RATE, CPU -> true;
      case ERRORS, MEMORY, LAG -> false;
    };
  }

  private @Nullable Double value(Figures figures) {
    return switch (this) {
      case MEAN -> latency(figures, Latency::mean);
      case P50 -> latency(figures, Latency::p50);
      case P90 -> latency(figures, Latency::p90);
      case P99 -> latency(figures, Latency::p99);
      case P999 -> latency(figures, Latency::p999);
      case P9999 -> latency(figures, Latency::p9999);
      case MAX -> latency(figures, Latency::max);
      case ERRORS -> (double) figures.errorCount();
      case RATE -> figures.answersPerSecond();
      case CPU -> figures.cpuMicrosPerAnswer();
      case MEMORY -> memory(figures);
      case LAG -> lag(figures);
    };
  }

  private static @Nullable Double latency(Figures figures, ToDoubleFunction<Latency> figure) {
    Latency latency = figures.latency();
    return latency.hasAny() ? (Double) figure.applyAsDouble(latency) : null;
  }

  private static @Nullable Double memory(Figures figures) {
    Figures.Memory memory = figures.memory();
    return memory == null ? null : memory.bytesPerConnection();
  }

  private static @Nullable Double lag(Figures figures) {
    Figures.Lag lag = figures.lag();
    return lag == null ? null : (Double) lag.p99();
  }

  Unit unit() {
    return unit;
  }

  /// Empty if it is not known.
  OptionalDouble of(Figures figures) {
    Double known = value(figures);
    return known == null ? OptionalDouble.empty() : OptionalDouble.of(known);
  }

  /// A value as people read it.
  String show(double value) {
    return switch (unit) {
      case TIME -> Durations.micros(value);
      case BYTES -> Quantities.bytes(value);
      case COUNT -> String.format(Locale.ROOT, "%,.0f", value);
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
