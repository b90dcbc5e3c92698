package dev.heddle.cli.terminal;

import java.util.logging.Level;

/// What `--log` shows: this level and those above it. The names are those of `System.Logger`.
public enum LogLevel {
  off,
  error,
  warning,
  info,
  debug,
  trace;

  /// As `java.util.logging` calls it.
  Level level() {
    return switch (this) {
      case off -> Level.OFF;
      case error -> Level.SEVERE;
      case warning -> Level.WARNING;
      case info -> Level.INFO;
      case debug -> Level.FINE;
      case trace -> Level.FINER;
    };
  }

  /// The name of a level of `java.util.logging`.
  static String nameOf(Level level) {
    for (LogLevel known : values()) {
      if (known.level().equals(level)) {
        return known.name();
      }
    }
    return level.getName();
  }
}
