package dev.heddle.sim.scheduler;

import java.io.InputStream;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/// Settings of the JVM that the application may change: each world begins with the same ones, and
/// what it changes ends with it. Belongs to the world.
final class Settings {
  private static final TimeZone ZONE = TimeZone.getTimeZone("UTC");

  private final TimeZone zone = TimeZone.getDefault();
  private final Locale locale = Locale.getDefault();
  private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
  private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
  private final @Nullable UncaughtExceptionHandler handler =
      Thread.getDefaultUncaughtExceptionHandler();
  private @Nullable Changed changed;

  /// What is seldom changed, as it was before: it costs more to remember.
  private record Changed(Properties properties, PrintStream out, PrintStream err, InputStream in) {
    static Changed of() {
      var properties = new Properties();
      properties.putAll(System.getProperties());
      return new Changed(properties, System.out, System.err, System.in);
    }

    void restore() {
      System.setProperties(properties);
      System.setOut(out);
      System.setErr(err);
      System.setIn(in);
    }
  }

  /// Sets those of all worlds.
  void begin() {
    TimeZone.setDefault(ZONE);
    Locale.setDefault(Locale.US);
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  /// The application is about to change one of the others.
  void changing() {
    if (changed == null) {
      changed = Changed.of();
    }
  }

  /// Sets those again that there were when this was made.
  void restore() {
    TimeZone.setDefault(zone);
    Locale.setDefault(locale);
    Locale.setDefault(Locale.Category.DISPLAY, display);
    Locale.setDefault(Locale.Category.FORMAT, format);
    Thread.setDefaultUncaughtExceptionHandler(handler);
    if (changed != null) {
      changed.restore();
    }
  }
}
