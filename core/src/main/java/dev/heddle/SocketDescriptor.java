package dev.heddle;

import java.net.SocketAddress;

/// A listening socket that the process was given, instead of an address to bind: by a service
/// manager (socket activation, sd_listen_fds(3)), or by its predecessor. The server that takes it
/// closes it at its end; the file of a Unix domain socket stays, for it belongs to the giver.
///
/// ```java
/// Server server = Server.builder(echo).address(new SocketDescriptor(3)).start();
/// ```
///
/// The engines on the JDK's sockets (all but `loops` on io_uring and epoll) need `--add-opens
/// java.base/sun.nio.ch=dev.heddle` (or `=ALL-UNNAMED` on the class path) for it. Linux only.
/// Immutable, and equal if it is the same number.
public final class SocketDescriptor extends SocketAddress {
  private static final long serialVersionUID = 1;

  private final int number;

  /// @throws IllegalArgumentException if the number is negative
  public SocketDescriptor(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("descriptor < 0: " + number);
    }
    this.number = number;
  }

  /// The descriptor's number.
  public int number() {
    return number;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketDescriptor descriptor && descriptor.number == number;
  }

  @Override
  public int hashCode() {
    return Integer.hashCode(number);
  }

  @Override
  public String toString() {
    return "descriptor " + number;
  }
}
