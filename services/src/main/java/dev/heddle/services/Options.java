package dev.heddle.services;

import dev.heddle.services.nodes.Cluster;
import dev.heddle.services.talk.Console;
import dev.heddle.text.Durations;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of a service's settings, and its environment: the operator's console, the other
/// services of the process, and its address. Immutable, except the pages.
///
/// @param values the given values, by option name
/// @param console for services that talk to it
/// @param pages what services that run together show; null for one that runs alone
/// @param address the address that the service listens on
/// @param cluster the nodes that serve the same services together; null for a process that serves
///   alone
public record Options(
    Map<String, String> values,
    Console console,
    @Nullable Pages pages,
    InetAddress address,
    @Nullable Cluster cluster) {

  /// Every option has its default value, the console is unattended, and the service runs alone, on
  /// loopback.
  public static final Options DEFAULTS =
      new Options(Map.of(), Console.NOBODY, null, InetAddress.getLoopbackAddress(), null);

  public Options {
    values = Map.copyOf(values);
  }

  /// The same, with one more value given.
  ///
  /// @throws IllegalArgumentException if the value is not allowed; the message says which are
  public Options with(Option option, String value) {
    option.require(value);
    Map<String, String> more = new HashMap<>(values);
    more.put(option.name(), value);
    return new Options(more, console, pages, address, cluster);
  }

  /// The same, with a user at the console.
  public Options withConsole(Console console) {
    return new Options(values, console, pages, address, cluster);
  }

  /// The same, for services that run together.
  public Options withPages(Pages pages) {
    return new Options(values, console, pages, address, cluster);
  }

  /// The same, for a service that listens there.
  public Options withAddress(InetAddress address) {
    return new Options(values, console, pages, address, cluster);
  }

  /// The same, for a service that other nodes serve, too.
  public Options withCluster(@Nullable Cluster cluster) {
    return new Options(values, console, pages, address, cluster);
  }

  /// The option's value, or its default.
  public String get(Option option) {
    return values.getOrDefault(option.name(), option.defaultValue());
  }

  /// The value of an option that is a number; null if it is not given and has no default.
  public @Nullable Long number(Option option) {
    String value = get(option);
    return value.isEmpty() ? null : Long.valueOf(value);
  }

  /// The value of an option that is a time span.
  public Duration time(Option option) {
    return Durations.parse(get(option));
  }

  /// Whether an option that is a flag is given.
  public boolean isSet(Option option) {
    return Boolean.parseBoolean(get(option));
  }
}
