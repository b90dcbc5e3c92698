package dev.heddle.cli.arguments;

import dev.heddle.ProxyHeader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/// The versions of the PROXY protocol's header that clients may send, by their names on the command
/// line.
public enum SendProxyChoice {
  v1 {
    // Version 1 has no addresses of Unix domain sockets: the server learns none.
    @Override
    public ProxyHeader header(SocketAddress own, SocketAddress server) {
      return own instanceof InetSocketAddress from && server instanceof InetSocketAddress to
          ? ProxyHeader.v1(from, to)
          : new ProxyHeader(1, ProxyHeader.Command.PROXY, null, null, List.of());
    }
  },
  v2 {
    @Override
    public ProxyHeader header(SocketAddress own, SocketAddress server) {
      return ProxyHeader.of(own, server);
    }
  };

  /// The header of a connection, with the addresses that it really has.
  public abstract ProxyHeader header(SocketAddress own, SocketAddress server);
}
