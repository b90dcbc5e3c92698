package dev.heddle.load;

import dev.heddle.Tls;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server that is loaded. Immutable.
///
/// @param name its name in the report
/// @param text the address as it was given
/// @param transport what carries the bytes
/// @param tls what is negotiated on each connection; null for plain text
/// @param addresses where it may listen; the addresses of a name are tried one after the other
/// @param path of HTTP, else empty
/// @param pid its process on this machine; null to find it by its address
public record Target(
    String name,
    String text,
    Scheme transport,
    @Nullable Tls tls,
    List<SocketAddress> addresses,
    String path,
    @Nullable Long pid) {

  public Target {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no address: " + text);
    }
  }

  /// One in plain text, with one address.
  public Target(
      String name,
      String text,
      Scheme transport,
      SocketAddress address,
      String path,
      @Nullable Long pid) {
    this(name, text, transport, null, List.of(address), path, pid);
  }

  /// What carries the bytes.
  public enum Scheme {
    TCP,
    UNIX,
    UDP,
    HTTP
  }

  /// The same, with TLS as given if it has TLS at all.
  public Target withTls(Tls wanted) {
    return tls == null ? this : new Target(name, text, transport, wanted, addresses, path, pid);
  }

  /// The same under another name.
  public Target named(String other) {
    return new Target(other, text, transport, tls, addresses, path, pid);
  }

  /// Whether it is this machine itself that is loaded.
  public boolean isLocal() {
    return addresses.stream()
        .allMatch(address ->
            !(address instanceof InetSocketAddress inet) || inet.getAddress().isLoopbackAddress());
  }

  /// The first one.
  public SocketAddress address() {
    return addresses.getFirst();
  }
}
