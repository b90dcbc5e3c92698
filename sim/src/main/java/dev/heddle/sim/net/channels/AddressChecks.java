package dev.heddle.sim.net.channels;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the JDK checks about addresses before it asks the kernel.
final class AddressChecks {
  static final InetAddress ANY = address(new byte[16]);
  private static final InetAddress LOOPBACK = address(new byte[] {127, 0, 0, 1});

  private AddressChecks() {}

  static UnixDomainSocketAddress path(SocketAddress address) {
    Objects.requireNonNull(address);
    if (!(address instanceof UnixDomainSocketAddress unix)) {
      throw new UnsupportedAddressTypeException();
    }
    return unix;
  }

  static InetSocketAddress checked(SocketAddress address) {
    Objects.requireNonNull(address);
    if (!(address instanceof InetSocketAddress inet)) {
      throw new UnsupportedAddressTypeException();
    }
    if (inet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    return inet;
  }

  /// Where a connect to this address goes.
  static InetSocketAddress target(SocketAddress address) {
    InetSocketAddress inet = checked(address);
    return inet.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(LOOPBACK, inet.getPort())
        : inet;
  }

  /// What a bind to this address binds to.
  static InetSocketAddress local(@Nullable SocketAddress address) {
    if (address == null) {
      return new InetSocketAddress(ANY, 0);
    }
    InetSocketAddress inet = checked(address);
    return inet.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(ANY, inet.getPort())
        : inet;
  }

  /// 0 if there is none.
  static int port(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
