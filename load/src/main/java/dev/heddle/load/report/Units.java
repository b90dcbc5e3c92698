package dev.heddle.load.report;

import java.util.Locale;

/// Figures as people read them: three digits that count, and a unit.
public final class Units {
  private static final double KIBI = 1024;

  private Units() {}

  /// `3.2 µs`, `45.1 ms`, `2.00 s`.
  public static String time(double micros) {
    if (micros < 1000) {
      return digits(micros) + " µs";
    }
    return micros < 1e6 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
  }

  /// `1,234,567`.
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// `812 B`, `2.4 KiB`, `17 MiB`.
  public static String bytes(double bytes) {
    double size = Math.abs(bytes);
    if (size < KIBI) {
      return Math.round(bytes) + " B";
    }
    return size < KIBI * KIBI
        ? digits(bytes / KIBI) + " KiB"
        : digits(bytes / KIBI / KIBI) + " MiB";
  }

  /// `0.63`, `12.5`, `180`.
  public static String digits(double value) {
    double size = Math.abs(value);
    int decimals = size == 0 ? 0 : size < 10 ? 2 : size < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
