package dev.heddle.lab;

import java.util.List;

/// Figures side by side, drawn as lines. Immutable.
///
/// @param title the measured quantity, with its unit
/// @param steps what the figures were measured at, from left to right
/// @param series the lines
public record Chart(String title, List<String> steps, List<Series> series) {

  public Chart {
    steps = List.copyOf(steps);
    series = List.copyOf(series);
  }

  /// The greatest value of all lines; 0 if there are none.
  public double most() {
    return series.stream()
        .flatMap(line -> line.values().stream())
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(0);
  }

  /// One line. It may end before the others do. Immutable.
  ///
  /// @param name whose figures they are
  /// @param values one for each step, as far as it got
  public record Series(String name, List<Double> values) {

    public Series {
      values = List.copyOf(values);
    }
  }
}
