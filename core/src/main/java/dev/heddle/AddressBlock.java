package dev.heddle;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The addresses that one peer can have, for bounds and bans that count per peer: a single IPv4
/// address, or an IPv6 /64, because a host picks the lower 64 bits itself (RFC 4291, section 2.5.4;
/// RFC 8981). An IPv4 address that is mapped into IPv6 (`::ffff:192.0.2.1`) is that IPv4 address.
/// All peers on Unix domain sockets are one. Immutable, and equal if it is the same block.
///
/// ```
/// AddressBlock.of(connection.peerAddress())      // 192.0.2.1, 2001:db8:0:1::/64, local
/// AddressBlock.parse("2001:DB8:0:1:0:0:0:99")    // 2001:db8:0:1::/64
/// ```
///
/// ```java
/// if (banned.contains(AddressBlock.of(connection.peerAddress()))) {
///   connection.abort();
/// }
/// ```
public final class AddressBlock {
  /// The peers that have no address: those on Unix domain sockets.
  public static final AddressBlock LOCAL = new AddressBlock("");

  private static final int PREFIX_BYTES = 8;
  private static final String PREFIX = "/64";
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]+(:[0-9.]+)?");
  private static final Pattern SCOPE = Pattern.compile("%[A-Za-z0-9_.-]+$");

  /// The bytes of the prefix in hexadecimal: 8 digits for IPv4, 16 for IPv6, none for local peers.
  private final String prefix;

  private AddressBlock(String prefix) {
    this.prefix = prefix;
  }

  /// The block of a peer. An address without a number (Unix, or not resolved) is [#LOCAL].
  public static AddressBlock of(SocketAddress address) {
    return address instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? of(inet.getAddress())
        : LOCAL;
  }

  /// The block of an address.
  public static AddressBlock of(InetAddress address) {
    byte[] bytes = address.getAddress();
    int length = address instanceof Inet6Address ? PREFIX_BYTES : bytes.length;
    return new AddressBlock(HexFormat.of().formatHex(bytes, 0, length));
  }

  /// The block of an address that a person has written: IPv4 as four decimal numbers, IPv6 in any
  /// form of RFC 4291, section 2.2, with or without a scope (`%eth0`) or the suffix `/64`. Asks no
  /// name server.
  ///
  /// @throws IllegalArgumentException if it is not such an address; short forms such as `127.1`,
  ///   which `inet_aton` accepts, are not
  public static AddressBlock parse(String text) {
    if (IPV4.matcher(text).matches()) {
      return of(InetAddress.ofLiteral(text));
    }
    String whole = text.endsWith(PREFIX) ? text.substring(0, text.length() - 3) : text;
    String address = SCOPE.matcher(whole).replaceFirst("");
    String end = address.substring(address.lastIndexOf(':') + 1);
    if (!address.contains(":")
        || !IPV6.matcher(address).matches()
        || (end.contains(".") && !IPV4.matcher(end).matches())) {
      throw notOne(text);
    }
    InetAddress parsed;
    try {
      parsed = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw notOne(text);
    }
    if (parsed instanceof Inet4Address && text.endsWith(PREFIX)) {
      throw notOne(text);
    }
    return of(parsed);
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException("not an IP address: " + text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressBlock block && block.prefix.equals(prefix);
  }

  @Override
  public int hashCode() {
    return prefix.hashCode();
  }

  /// As [#parse] takes it: `192.0.2.1`, `2001:db8:0:1::/64`; or `local`.
  @Override
  public String toString() {
    byte[] bytes = HexFormat.of().parseHex(prefix);
    return switch (bytes.length) {
      case 0 -> "local";
      case PREFIX_BYTES -> ipv6(bytes);
      default ->
          (bytes[0] & 0xff)
              + "."
              + (bytes[1] & 0xff)
              + '.'
              + (bytes[2] & 0xff)
              + '.'
              + (bytes[3] & 0xff);
    };
  }

  /// Leaves out the zeros at the end only: those are the longest run in almost every /64.
  private static String ipv6(byte[] bytes) {
    int groups = PREFIX_BYTES / 2;
    while (groups > 0 && bytes[2 * groups - 1] == 0 && bytes[2 * groups - 2] == 0) {
      groups--;
    }
    var text = new StringBuilder();
    for (int i = 0; i < groups; i++) {
      int group = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
      text.append(Integer.toHexString(group)).append(i < groups - 1 ? ":" : "");
    }
    return text.append("::").append(PREFIX).toString();
  }
}
