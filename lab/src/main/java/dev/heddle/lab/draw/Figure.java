package dev.heddle.lab.draw;

/// Numbers as people read them.
public final class Figure {
  private Figure() {}

  /// Whole from ten on, else with up to two digits behind the point: `250`, `1.5`, `0.07`.
  public static String text(double value) {
    if (value >= 10 || value == Math.rint(value)) {
      return Long.toString(Math.round(value));
    }
    long hundredths = Math.round(value * 100);
    String digits = (hundredths % 100 < 10 ? "0" : "") + hundredths % 100;
    return hundredths / 100 + "." + (digits.endsWith("0") ? digits.substring(0, 1) : digits);
  }
}
