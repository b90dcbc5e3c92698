package dev.heddle.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A host and a port as people write them: `127.0.0.1:7001`, `[::1]:7001`, `localhost:7001`, or
/// `:7001` on this machine. Immutable.
///
/// @param host a name or an address without brackets
/// @param port from 1 to 65535
public record HostPort(String host, int port) implements ServerAddress {
  private static final int HIGHEST = 65_535;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final int REQUIRED = 0;

  /// @throws IllegalArgumentException if it is none; the message says why
  public static HostPort parse(String text) {
    return parse(text, "localhost", REQUIRED);
  }

  /// The authority of a URL, which must have a host.
  ///
  /// @param usualPort where none is written
  /// @throws IllegalArgumentException if it is none; the message says why
  public static HostPort parse(String text, int usualPort) {
    return parse(text, "", usualPort);
  }

  private static HostPort parse(String text, String usualHost, int usualPort) {
    int bracket = text.indexOf(']');
    if (text.startsWith("[") && bracket < 0) {
      throw new IllegalArgumentException("'[' without ']': " + text);
    }
    int colon = text.startsWith("[") ? text.indexOf(':', bracket) : text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    String port = colon < 0 ? "" : text.substring(colon + 1);
    if (port.isEmpty() && usualPort == REQUIRED) {
      throw new IllegalArgumentException("no port");
    }
    if (host.isEmpty() && usualHost.isEmpty()) {
      throw new IllegalArgumentException("no host");
    }
    return new HostPort(
        host.isEmpty() ? usualHost : bare(host), port.isEmpty() ? usualPort : port(port));
  }

  private static String bare(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return ipv6(host.substring(1, host.length() - 1).replace("%25", "%")); // RFC 6874
    }
    if (host.indexOf(':') >= 0 && host.indexOf('/') < 0) {
      throw new IllegalArgumentException("an IPv6 address stands in brackets, as in [::1]:7001");
    }
    if (host.chars().anyMatch(c -> c <= ' ' || "/@[]:".indexOf(c) >= 0)) {
      throw new IllegalArgumentException("no host: " + host);
    }
    return host;
  }

  private static String ipv6(String address) {
    int zone = address.indexOf('%');
    try {
      var _ = Inet6Address.ofLiteral(zone < 0 ? address : address.substring(0, zone));
      return address;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no IPv6 address in the brackets: " + address, e);
    }
  }

  private static int port(String text) {
    int port = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (port < 1 || port > HIGHEST) {
      throw new IllegalArgumentException("the port is not from 1 to " + HIGHEST + ": " + text);
    }
    return port;
  }

  /// All addresses of the host, in the order in which the system would try them.
  @Override
  public List<SocketAddress> addresses() throws UnknownHostException {
    try {
      return Arrays.stream(InetAddress.getAllByName(host))
          .<SocketAddress>map(address -> new InetSocketAddress(address, port))
          .toList();
    } catch (UnknownHostException e) {
      var named = new UnknownHostException(unknown(host));
      named.initCause(e);
      throw named;
    }
  }

  /// Why there is no address for this host.
  public static String unknown(String host) {
    int zone = host.indexOf('%');
    return zone < 0
        ? "there is no host " + host
        : "there is no network interface " + host.substring(zone + 1).replace("]", "");
  }

  @Override
  public String toString() {
    return Addresses.text(host, port);
  }
}
