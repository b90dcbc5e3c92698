package dev.heddle;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// The IP addresses that begin with the same bits, as CIDR notation writes them (RFC 4632, RFC
/// 4291, section 2.3): `10.0.0.0/8`, `2001:db8::/32`, or one address without a slash. Immutable,
/// and equal if it is the same range.
///
/// ```java
/// AddressRange office = AddressRange.parse("192.0.2.0/24");
/// if (!office.contains(connection.peerAddress())) {
///   connection.abort();
/// }
/// ```
///
/// @param first the first address of the range
/// @param prefix how many bits its addresses have in common
public record AddressRange(InetAddress first, int prefix) {

  /// @throws IllegalArgumentException if the prefix is longer than the address, or bits beyond it
  ///   are set
  public AddressRange {
    byte[] bytes = first.getAddress();
    if (prefix < 0 || prefix > bytes.length * Byte.SIZE) {
      throw new IllegalArgumentException(
          "the prefix of "
              + text(first)
              + " must be from 0 to "
              + bytes.length * Byte.SIZE
              + ": "
              + prefix);
    }
    for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
      if ((bytes[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0) {
        throw new IllegalArgumentException(
            text(first) + "/" + prefix + " has bits set beyond its prefix");
      }
    }
  }

  /// The range that a person has written; an IPv4-mapped IPv6 address is its IPv4 address. Asks no
  /// name server.
  ///
  /// @throws IllegalArgumentException if it is not such a range; the message says why
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress first;
    try {
      AddressBlock.parse(address); // is stricter than the JDK
      first = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not an IP address or range such as 10.0.0.0/8: '" + text + "'", e);
    }
    if (slash < 0) {
      return new AddressRange(first, first.getAddress().length * Byte.SIZE);
    }
    String prefix = text.substring(slash + 1);
    if (!prefix.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("not a prefix length after the slash: '" + text + "'");
    }
    return new AddressRange(first, Integer.parseInt(prefix));
  }

  /// Whether the address is in this range. An IPv4 range has no IPv6 addresses, except mapped ones.
  public boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    int whole = prefix / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (mine[i] != other[i]) {
        return false;
      }
    }
    int rest = prefix % Byte.SIZE;
    return rest == 0 || (mine[whole] ^ other[whole]) >> (Byte.SIZE - rest) == 0;
  }

  /// Whether the address is an IP address in this range.
  public boolean contains(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        && !inet.isUnresolved()
        && contains(inet.getAddress());
  }

  /// As [#parse] takes it, always with its prefix.
  @Override
  public String toString() {
    return text(first) + '/' + prefix;
  }

  private static String text(InetAddress address) {
    return address.getHostAddress();
  }
}
