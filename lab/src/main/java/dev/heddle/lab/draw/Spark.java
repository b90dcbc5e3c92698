package dev.heddle.lab.draw;

import java.util.function.IntToDoubleFunction;

/// A curve on one line of text.
final class Spark {
  private static final String SYMBOLS = " ▁▂▃▄▅▆▇█";
  private static final String DIGITS = "0123456789";

  private Spark() {}

  /// @param columns how many
  /// @param most what fills a column
  /// @param value of each column, from 0
  static String line(int columns, double most, IntToDoubleFunction value, TextStyle style) {
    String steps = style.symbols() ? SYMBOLS : DIGITS;
    var line = new StringBuilder();
    for (int column = 0; column < columns; column++) {
      double share = most <= 0 ? 0 : value.applyAsDouble(column) / most;
      line.append(
          steps.charAt(
              Math.clamp((long) Math.ceil(share * (steps.length() - 1)), 0, steps.length() - 1)));
    }
    return line.toString();
  }
}
