package dev.heddle.load;

import java.util.function.Predicate;

/// When requests are sent.
public sealed interface Pacing {

  /// Each connection sends its next request when the answer is there.
  record WhenAnswered() implements Pacing {}

  /// A fixed rate over all connections, whatever the server does.
  record AtRate(double rate) implements Pacing {}

  /// From one rate to another in steps.
  record Ramp(double from, double to, int steps) implements Pacing {
    /// The rate of one step: by equal factors if the last is far from the first, else by equal
    /// differences.
    public double rate(int step) {
      if (steps == 1) {
        return to;
      }
      double part = (double) step / (steps - 1);
      boolean far = to >= 10 * from || from >= 10 * to;
      return far ? from * Math.pow(to / from, part) : from + (to - from) * part;
    }
  }

  /// The highest rate at which a condition holds and the server keeps up.
  ///
  /// @param condition as it was given, for the report
  record FindMax(String condition, Predicate<Sample> holds) implements Pacing {}
}
