package dev.heddle.text;

import java.util.Locale;

/// Figures as people read them.
///
/// Thread-safe: it has no state.
///
/// ```java
/// String size = Quantities.bytes(17_825_792L); // 17.0 MiB
/// ```
public final class Quantities {
  private static final double KIBI = 1024;
  private static final double KILO = 1000;
  private static final String[] BINARY = {" B", " KiB", " MiB", " GiB", " TiB"};
  private static final String[] DECIMAL = {"", "k", "M", "G", "T"};

  private Quantities() {}

  /// Three digits that count, or more before the point: `0.63`, `12.5`, `180`, `1,234`.
  public static String digits(double value) {
    double size = Math.abs(value);
    int decimals = size == 0 ? 0 : size < 10 ? 2 : size < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /// All digits: `1,234,567`.
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// As few digits as show the size, for narrow columns: `2.5`, `999`, `1.2k`, `46M`.
  public static String compact(double value) {
    double rest = value;
    int power = 0;
    while (rest >= KILO * 0.9995 && power < DECIMAL.length - 1) {
      rest /= KILO;
      power++;
    }
    boolean fraction = rest < 9.95 && (power > 0 || rest != Math.rint(rest));
    return String.format(Locale.ROOT, fraction ? "%.1f" : "%.0f", rest) + DECIMAL[power];
  }

  /// `812 B`, `2.40 KiB`, `17.0 MiB`.
  public static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /// The same of a mean or a difference, which may be negative: `812 B`, `2.40 KiB`, `17.0 MiB`.
  public static String bytes(double bytes) {
    double rest = bytes;
    int power = 0;
    while (Math.abs(rest) >= KIBI && power < BINARY.length - 1) {
      rest /= KIBI;
      power++;
    }
    return (power == 0 ? Long.toString(Math.round(rest)) : digits(rest)) + BINARY[power];
  }
}
