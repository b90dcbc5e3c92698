package dev.heddle.services;

import java.util.HashMap;
import java.util.Map;

/// The values of a service's settings. Immutable.
///
/// @param values those that were given, by the option's name
public record Options(Map<String, String> values) {

  /// Every option has its default value.
  public static final Options DEFAULTS = new Options(Map.of());

  public Options {
    values = Map.copyOf(values);
  }

  /// The same, with one more value given.
  ///
  /// @throws IllegalArgumentException if the option may not have this value; the message tells
  ///   which it may
  public Options with(Option option, String value) {
    if (!option.allows(value)) {
      throw new IllegalArgumentException(
          "not one of " + String.join(", ", option.allowed()) + ": " + value);
    }
    Map<String, String> more = new HashMap<>(values);
    more.put(option.name(), value);
    return new Options(more);
  }

  /// The option's value, or its default.
  public String get(Option option) {
    return values.getOrDefault(option.name(), option.defaultValue());
  }

  /// Whether a flag is on.
  public boolean has(Option flag) {
    return get(flag).equals("on");
  }
}
