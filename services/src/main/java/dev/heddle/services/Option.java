package dev.heddle.services;

import dev.heddle.http.AllowedHosts;
import dev.heddle.services.topics.Keep;
import dev.heddle.text.Durations;
import java.time.Duration;
import java.util.List;

/// A setting of one or several services, given on the command line as `--name value`. Immutable.
///
/// @param name without the dashes
/// @param defaultValue the value if the option is not given
/// @param description what it does, in a few words
/// @param kind what values it may have
/// @param allowed of a choice, the words that there are; else empty
public record Option(
    String name, String defaultValue, String description, Kind kind, List<String> allowed) {

  /// What an option's value may be.
  public enum Kind {
    /// Any text.
    TEXT("TEXT"),
    /// One of a few words.
    CHOICE("WORD"),
    /// A directory or file.
    PATH("PATH"),
    /// A whole number, 1 or more.
    COUNT("N"),
    /// Any whole number.
    NUMBER("N"),
    /// Host names, as [AllowedHosts] has them: given several times, or with commas between them.
    HOSTS("HOST"),
    /// How much to keep, as [Keep] has it.
    KEEP("AGE|SIZE"),
    /// A time span of more than zero, as [Durations#parse] reads it.
    TIME("TIME"),
    /// `true` if it is given, without a value; else `false`.
    FLAG("");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /// What stands for the value in the help.
    public String label() {
      return label;
    }
  }

  public Option {
    allowed = List.copyOf(allowed);
  }

  private static Option of(String name, String defaultValue, String description, Kind kind) {
    return new Option(name, defaultValue, description, kind, List.of());
  }

  /// A setting that may be any text.
  public static Option text(String name, String defaultValue, String description) {
    return of(name, defaultValue, description, Kind.TEXT);
  }

  /// A setting that is one of a few words, of which the first is the default.
  public static Option choice(String name, String description, List<String> allowed) {
    return new Option(name, allowed.getFirst(), description, Kind.CHOICE, allowed);
  }

  /// A setting that is a directory or file; an empty default means none.
  public static Option path(String name, String defaultValue, String description) {
    return of(name, defaultValue, description, Kind.PATH);
  }

  /// A setting that is a count, from 1; an empty default means none.
  public static Option count(String name, String defaultValue, String description) {
    return of(name, defaultValue, description, Kind.COUNT);
  }

  /// A setting that is a whole number; an empty default means none.
  public static Option number(String name, String defaultValue, String description) {
    return of(name, defaultValue, description, Kind.NUMBER);
  }

  /// A setting that is a list of host names, at first empty.
  public static Option hosts(String name, String description) {
    return of(name, "", description, Kind.HOSTS);
  }

  /// A setting that is how much to keep, by age or size.
  public static Option keep(String name, String defaultValue, String description) {
    return of(name, defaultValue, description, Kind.KEEP);
  }

  /// A setting that is a time span of more than zero.
  public static Option time(String name, String defaultValue, String description) {
    return of(name, defaultValue, description, Kind.TIME);
  }

  /// A setting that is off unless it is given.
  public static Option flag(String name, String description) {
    return of(name, "false", description, Kind.FLAG);
  }

  /// @throws IllegalArgumentException if the value is not allowed; the message says which are
  void require(String value) {
    switch (kind) {
      case TEXT -> {}
      case PATH -> requireThat(!value.isEmpty(), "is empty");
      case CHOICE ->
          requireThat(
              allowed.contains(value), "not one of " + String.join(", ", allowed) + ": " + value);
      case FLAG -> requireThat(value.equals("true") || value.equals("false"), "takes no value");
      case COUNT ->
          requireThat(
              value.matches("[0-9]{1,9}") && Integer.parseInt(value) > 0,
              "must be a number of 1 or more: " + value);
      case NUMBER ->
          requireThat(value.matches("[+-]?[0-9]{1,18}"), "must be a whole number: " + value);
      case HOSTS -> hosts(AllowedHosts.LOCAL, value);
      case KEEP -> Keep.parse(value);
      case TIME ->
          requireThat(
              Durations.parse(value).compareTo(Duration.ZERO) > 0, "must be more than zero");
    }
  }

  /// These hosts, and those that a value of this kind names.
  static AllowedHosts hosts(AllowedHosts hosts, String value) {
    AllowedHosts all = hosts;
    for (String name : value.split(",", -1)) {
      all = name.isBlank() ? all : all.with(name.strip());
    }
    return all;
  }

  private static void requireThat(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
