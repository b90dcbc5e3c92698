package dev.heddle.lab.draw;

/// Times as people read them.
public final class Time {
  private Time() {}

  /// Seconds from a second on, else milliseconds: `1.25 s`, `320 ms`, `0.4 ms`.
  public static String text(long nanos) {
    if (nanos >= 1_000_000_000) {
      long hundredths = nanos / 10_000_000;
      return hundredths / 100 + "." + two(hundredths % 100) + " s";
    }
    if (nanos >= 10_000_000) {
      return nanos / 1_000_000 + " ms";
    }
    return Figure.text(nanos / 1e6) + " ms";
  }

  /// Seconds with three digits behind the point: `0.320`.
  public static String clock(long nanos) {
    long millis = nanos / 1_000_000;
    long rest = millis % 1000;
    return millis / 1000 + "." + rest / 100 + two(rest % 100);
  }

  private static String two(long number) {
    return (number < 10 ? "0" : "") + number;
  }
}
