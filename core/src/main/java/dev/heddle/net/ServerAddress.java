package dev.heddle.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/// A server's address as people write it: `HOST:PORT` or `unix:PATH`. Immutable.
public sealed interface ServerAddress permits HostPort, UnixPath {

  /// @throws IllegalArgumentException if it is neither; the message says why: `no port`
  static ServerAddress parse(String text) {
    return UnixPath.isOne(text) ? UnixPath.parse(text) : HostPort.parse(text);
  }

  /// The addresses that it may have, in the order in which they are tried.
  ///
  /// @throws UnknownHostException if there are none; the message says why: `there is no host x`
  List<SocketAddress> addresses() throws UnknownHostException;

  /// The name that a certificate has for this server.
  String host();

  /// Tries each address: `localhost` may be two, with a server at one of them.
  ///
  /// @throws IOException that of the last attempt, if all have failed
  default <T> T connect(Attempt<T> attempt) throws IOException {
    IOException failure = null;
    for (SocketAddress address : addresses()) {
      try {
        return attempt.connect(address);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure == null ? new UnknownHostException("no address for " + this) : failure;
  }

  /// Connects to an address.
  @FunctionalInterface
  interface Attempt<T> {
    T connect(SocketAddress address) throws IOException;
  }
}
