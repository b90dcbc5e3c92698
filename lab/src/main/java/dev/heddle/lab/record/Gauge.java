package dev.heddle.lab.record;

import java.util.List;

/// A figure and how it changed. Immutable.
///
/// @param name the measured quantity
/// @param readings in the order of time
public record Gauge(String name, List<Reading> readings) {

  public Gauge {
    readings = List.copyOf(readings);
  }

  /// The greatest value.
  public long most() {
    return readings.stream().mapToLong(Reading::value).max().orElse(0);
  }

  /// The value at a moment.
  ///
  /// @param nanos since the scene began
  public long at(long nanos) {
    long value = 0;
    for (Reading reading : readings) {
      if (reading.nanos() > nanos) {
        break;
      }
      value = reading.value();
    }
    return value;
  }

  /// A value from a moment on.
  ///
  /// @param nanos since the scene began
  public record Reading(long nanos, long value) {}
}
