package dev.heddle.services;

import dev.heddle.DatagramHandler;
import dev.heddle.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What there is to know about a service before it runs: the command's flags and its table come
/// from here. Immutable.
///
/// @param name its name on the command line
/// @param port its default port, for TCP and UDP
/// @param description what it does, in a few words
/// @param options its own settings
/// @param idleTimeout how long a connection may be silent by default
/// @param tcp makes the server, up to its address, engine and limits; throws
///   `IllegalArgumentException` if the settings are invalid
/// @param udp creates the datagram handler; null if the service has none
/// @param http whether it speaks HTTP: it is tried with a browser, and needs an engine with threads
/// @param exclusive whether only one process may serve it at a time, because its clients share what
///   that process has: a restart ends the old process before the new one begins to serve
public record Service(
    String name,
    int port,
    String description,
    List<Option> options,
    Duration idleTimeout,
    Function<Options, Server.Builder> tcp,
    @Nullable Function<Options, DatagramHandler> udp,
    boolean http,
    boolean exclusive) {

  /// For programs that talk to programs.
  public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

  /// For people, who may type slowly or only listen.
  static final Duration PATIENT = Duration.ofHours(1);

  public Service {
    options = List.copyOf(options);
  }

  /// A service on TCP without settings of its own.
  public static Service of(
      String name, int port, String description, Function<Options, Server.Builder> tcp) {
    return new Service(name, port, description, List.of(), IDLE_TIMEOUT, tcp, null, false, false);
  }

  /// The same, with one more setting.
  public Service withOption(Option option) {
    List<Option> more = new ArrayList<>(options);
    more.add(option);
    return new Service(name, port, description, more, idleTimeout, tcp, udp, http, exclusive);
  }

  /// The same, with another idle timeout.
  public Service withIdleTimeout(Duration idleTimeout) {
    return new Service(name, port, description, options, idleTimeout, tcp, udp, http, exclusive);
  }

  /// The same, on UDP too.
  public Service withUdp(Function<Options, DatagramHandler> udp) {
    return new Service(name, port, description, options, idleTimeout, tcp, udp, http, exclusive);
  }

  /// The same, speaking HTTP.
  public Service withHttp() {
    return new Service(name, port, description, options, idleTimeout, tcp, udp, true, exclusive);
  }

  /// The same, for one process at a time.
  public Service withExclusive() {
    return new Service(name, port, description, options, idleTimeout, tcp, udp, http, true);
  }

  @Override
  public String toString() {
    return name;
  }
}
