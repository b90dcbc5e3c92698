package dev.heddle.services;

import dev.heddle.DatagramHandler;
import dev.heddle.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What there is to know about a service before it runs: the command's flags and its table come
/// from here. Immutable.
///
/// @param name what it is called on the command line
/// @param port where it listens unless told otherwise, TCP and UDP alike
/// @param description what it does, in a few words
/// @param options its own settings
/// @param tcp makes the server, up to its address, engine and limits
/// @param udp makes what answers datagrams; null where there is no such thing
/// @param http whether it speaks HTTP: it is tried with a browser, and needs an engine with threads
public record Service(
    String name,
    int port,
    String description,
    List<Option> options,
    Function<Options, Server.Builder> tcp,
    @Nullable Function<Options, DatagramHandler> udp,
    boolean http) {

  public Service {
    options = List.copyOf(options);
  }

  /// A service on TCP without settings of its own.
  public static Service of(
      String name, int port, String description, Function<Options, Server.Builder> tcp) {
    return new Service(name, port, description, List.of(), tcp, null, false);
  }

  /// The same, with one more setting.
  public Service withOption(Option option) {
    List<Option> more = new ArrayList<>(options);
    more.add(option);
    return new Service(name, port, description, more, tcp, udp, http);
  }

  /// The same, on UDP too.
  public Service withUdp(Function<Options, DatagramHandler> udp) {
    return new Service(name, port, description, options, tcp, udp, http);
  }

  /// The same, speaking HTTP.
  public Service withHttp() {
    return new Service(name, port, description, options, tcp, udp, true);
  }

  @Override
  public String toString() {
    return name;
  }
}
