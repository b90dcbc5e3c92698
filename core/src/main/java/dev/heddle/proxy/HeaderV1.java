package dev.heddle.proxy;

import dev.heddle.AddressBlock;
import dev.heddle.ProxyHeader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Version 1: a line of at most 107 bytes, `PROXY TCP4 192.0.2.1 198.51.100.1 49152 443`.
/// Stateless.
final class HeaderV1 {
  static final byte[] PREFIX = "PROXY ".getBytes(StandardCharsets.US_ASCII);

  private static final int LONGEST = 107;
  private static final Pattern KIND = Pattern.compile("PROXY (TCP[46]|UNKNOWN)[ \r]");
  private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
  private static final int HIGHEST_PORT = 65_535;
  private static final int PARTS = 6;

  private HeaderV1() {}

  static boolean isHeader(ByteBuffer bytes) {
    return KIND.matcher(text(bytes, Math.min(bytes.remaining(), LONGEST))).lookingAt();
  }

  static HeaderParser.Result parse(ByteBuffer bytes) throws HeaderException {
    int most = Math.min(bytes.remaining(), LONGEST);
    for (int i = 1; i < most; i++) {
      if (bytes.get(i) == '\n' && bytes.get(i - 1) == '\r') {
        return new HeaderParser.Complete(line(text(bytes, i - 1)), i + 1);
      }
    }
    if (most == LONGEST) {
      throw new HeaderException("a line of more than 107 bytes");
    }
    return HeaderParser.Incomplete.INSTANCE;
  }

  private static ProxyHeader line(String line) throws HeaderException {
    String[] parts = line.split(" ", -1);
    if (parts[1].equals("UNKNOWN")) { // what follows is to be ignored
      return header(null, null);
    }
    boolean v4 = parts[1].equals("TCP4");
    if (!v4 && !parts[1].equals("TCP6")) {
      throw new HeaderException("neither TCP4, TCP6 nor UNKNOWN");
    }
    if (parts.length != PARTS) {
      throw new HeaderException("a line of " + parts.length + " words instead of 6");
    }
    return header(address(parts[2], parts[4], v4), address(parts[3], parts[5], v4));
  }

  private static ProxyHeader header(
      @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    return new ProxyHeader(1, ProxyHeader.Command.PROXY, source, destination, List.of());
  }

  private static InetSocketAddress address(String host, String port, boolean v4)
      throws HeaderException {
    if (host.indexOf(':') < 0 != v4 || host.indexOf('%') >= 0 || host.indexOf('/') >= 0) {
      throw new HeaderException("not an address of its family");
    }
    InetAddress address;
    try {
      AddressBlock.parse(host); // is stricter than the JDK
      address = InetAddress.ofLiteral(host); // IPv4, if it is mapped into IPv6
    } catch (IllegalArgumentException e) {
      throw new HeaderException("not an address");
    }
    if (!PORT.matcher(port).matches() || Integer.parseInt(port) > HIGHEST_PORT) {
      throw new HeaderException("not a port");
    }
    return new InetSocketAddress(address, Integer.parseInt(port));
  }

  static byte[] write(ProxyHeader header) {
    String line = "PROXY UNKNOWN\r\n";
    if (header.source() instanceof InetSocketAddress source
        && header.destination() instanceof InetSocketAddress destination) {
      boolean v4 =
          source.getAddress() instanceof Inet4Address
              && destination.getAddress() instanceof Inet4Address;
      line =
          "PROXY "
              + (v4 ? "TCP4 " : "TCP6 ")
              + text(source.getAddress(), v4)
              + ' '
              + text(destination.getAddress(), v4)
              + (" " + source.getPort() + " " + destination.getPort() + "\r\n");
    }
    return line.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(InetAddress address, boolean v4) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    if (scope >= 0) {
      return text.substring(0, scope);
    }
    return !v4 && address instanceof Inet4Address ? "::ffff:" + text : text;
  }

  private static String text(ByteBuffer bytes, int length) {
    byte[] copy = new byte[length];
    bytes.get(0, copy);
    return new String(copy, StandardCharsets.ISO_8859_1);
  }
}
