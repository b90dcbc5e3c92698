package dev.heddle.cli.arguments;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Figures as short as they can be read: `1.2k`, `3.4 MiB`, `250 ms`.
public final class Quantities {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

  private Quantities() {}

  public static String count(double value) {
    return scaled(value, 1000, "");
  }

  public static String bytes(long count) {
    return bytes((double) count);
  }

  public static String bytes(double value) {
    return scaled(value, 1024, " ") + (value < 1023.5 ? "B" : "iB");
  }

  private static String scaled(double value, int base, String gap) {
    double rest = value;
    int power = 0;
    while (rest >= base * 0.9995 && power < PREFIXES.length - 1) {
      rest /= base;
      power++;
    }
    String prefix = PREFIXES[power].isEmpty() || base == 1000 ? PREFIXES[power] : upper(power);
    boolean fraction = power > 0 ? rest < 9.95 : rest < 9.95 && rest != Math.rint(rest);
    return String.format(Locale.ROOT, fraction ? "%.1f" : "%.0f", rest) + gap + prefix;
  }

  private static String upper(int power) {
    return PREFIXES[power].toUpperCase(Locale.ROOT);
  }

  /// A handling time; a dash if there was none.
  public static String nanos(@Nullable Long nanos) {
    if (nanos == null) {
      return "-";
    }
    if (nanos >= 1_000_000_000) {
      return trimmed(nanos / 1e9) + " s";
    }
    return nanos >= 1_000_000 ? trimmed(nanos / 1e6) + " ms" : trimmed(nanos / 1e3) + " us";
  }

  private static String trimmed(double value) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
  }

  /// How long something lasts.
  public static String span(long millis) {
    long seconds = millis / 1000;
    if (seconds < 60) {
      return seconds < 10 ? trimmed(millis / 1e3) + " s" : seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m" + seconds % 60 + "s";
    }
    return seconds < 86_400
        ? seconds / 3600 + "h" + seconds / 60 % 60 + "m"
        : seconds / 86_400 + "d" + seconds / 3600 % 24 + "h";
  }
}
