package dev.heddle;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a proxy says at the beginning of a connection about the client that it connects for: the
/// PROXY protocol's header. A server gets one as [ProxyProtocol] allows, and a handler finds it in
/// [Connection#proxyHeader()]; a client sends one, see [Client.Builder#proxyProtocol].
///
/// ```java
/// ProxyHeader header = connection.proxyHeader();
/// String name = header == null ? null : header.authority(); // what the client asked for by SNI
/// ```
///
/// Immutable, and equal if all of it is.
///
/// @param version 1 (one line of text, addresses only) or 2
/// @param command whether the connection is a client's or the proxy's own
/// @param source the client's address; null if the proxy does not name it
/// @param destination the address to which the client has connected; null likewise
/// @param tlvs all further values, in their order; [ProxyTlv#CRC32C] is among them when the header
///   had a checksum, which was right
public record ProxyHeader(
    int version,
    Command command,
    @Nullable SocketAddress source,
    @Nullable SocketAddress destination,
    List<ProxyTlv> tlvs) {

  /// For which side a proxy connects.
  public enum Command {
    /// The proxy's own: a health check; from HAProxy also a client on a Unix domain socket. The
    /// addresses are the connection's own.
    LOCAL,
    /// A client's.
    PROXY
  }

  /// @throws IllegalArgumentException if the header cannot be written: one address without the
  ///   other, addresses of different kinds, or what its version does not have
  public ProxyHeader {
    Objects.requireNonNull(command);
    tlvs = List.copyOf(tlvs);
    if (version != 1 && version != 2) {
      throw new IllegalArgumentException("no version of the PROXY protocol: " + version);
    }
    if ((source == null) != (destination == null)) {
      throw new IllegalArgumentException("one address without the other");
    }
    if (source != null
        && !(isInet(source) && isInet(destination))
        && !(isUnix(source) && isUnix(destination))) {
      throw new IllegalArgumentException(
          "addresses must be both IP or both Unix: " + source + ", " + destination);
    }
    if (command == Command.LOCAL && source != null) {
      throw new IllegalArgumentException("a LOCAL header has no addresses");
    }
    if (version == 1 && (!tlvs.isEmpty() || command == Command.LOCAL || isUnix(source))) {
      throw new IllegalArgumentException("version 1 has IP addresses only");
    }
  }

  /// A header of version 2 for a client.
  public static ProxyHeader of(SocketAddress source, SocketAddress destination) {
    return new ProxyHeader(2, Command.PROXY, source, destination, List.of());
  }

  /// A header of version 1 for a client with an IP address.
  public static ProxyHeader v1(InetSocketAddress source, InetSocketAddress destination) {
    return new ProxyHeader(1, Command.PROXY, source, destination, List.of());
  }

  /// A header of version 2 for a connection of the proxy's own, such as a health check.
  public static ProxyHeader local() {
    return new ProxyHeader(2, Command.LOCAL, null, null, List.of());
  }

  /// The same with one value more. [ProxyTlv#CRC32C] asks for a checksum: its bytes are computed
  /// when the header is sent.
  public ProxyHeader with(ProxyTlv tlv) {
    List<ProxyTlv> more = new ArrayList<>(tlvs);
    more.add(tlv);
    return new ProxyHeader(version, command, source, destination, more);
  }

  /// The same with the host name that the client asked for.
  public ProxyHeader withAuthority(String name) {
    return with(new ProxyTlv(ProxyTlv.AUTHORITY, name));
  }

  /// The same with a checksum over all of it.
  public ProxyHeader withChecksum() {
    return with(new ProxyTlv(ProxyTlv.CRC32C, new byte[4]));
  }

  /// Whether the connection is the proxy's own.
  public boolean isLocal() {
    return command == Command.LOCAL;
  }

  /// The value of the first [ProxyTlv] of this type; null if there is none.
  public @Nullable ProxyTlv tlv(int type) {
    for (ProxyTlv tlv : tlvs) {
      if (tlv.type() == type) {
        return tlv;
      }
    }
    return null;
  }

  /// The host name that the client asked for, by SNI for example.
  public @Nullable String authority() {
    return text(ProxyTlv.AUTHORITY);
  }

  /// The protocol that the client and the proxy have agreed on by ALPN, such as `h2`.
  public @Nullable String alpn() {
    return text(ProxyTlv.ALPN);
  }

  /// The proxy's name for this connection.
  public byte @Nullable [] uniqueId() {
    ProxyTlv tlv = tlv(ProxyTlv.UNIQUE_ID);
    return tlv == null ? null : tlv.value();
  }

  /// What the proxy says of the client's TLS connection; null if it says nothing.
  public @Nullable ProxyTls tls() {
    ProxyTlv tlv = tlv(ProxyTlv.SSL);
    return tlv == null ? null : ProxyTls.of(tlv);
  }

  /// The network namespace of the proxy's side.
  public @Nullable String networkNamespace() {
    return text(ProxyTlv.NETNS);
  }

  private @Nullable String text(int type) {
    ProxyTlv tlv = tlv(type);
    return tlv == null ? null : tlv.text();
  }

  private static boolean isInet(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && !inet.isUnresolved();
  }

  private static boolean isUnix(@Nullable SocketAddress address) {
    return address instanceof UnixDomainSocketAddress;
  }
}
