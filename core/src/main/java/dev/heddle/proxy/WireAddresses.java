package dev.heddle.proxy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The addresses in a header of version 2: source and destination one behind the other, then their
/// ports. Stateless.
final class WireAddresses {
  /// How many families there are.
  static final int FAMILIES = 4;

  private static final int INET = 1;
  private static final int INET6 = 2;
  private static final int UNIX = 3;
  private static final int[] LENGTHS = {0, 4, 16, 108};
  private static final int PORT = 2;

  private WireAddresses() {}

  /// How many bytes both addresses take; 0 for a family that is unknown.
  static int size(int family) {
    return switch (family) {
      case INET, INET6 -> 2 * (LENGTHS[family] + PORT);
      case UNIX -> 2 * LENGTHS[family];
      default -> 0;
    };
  }

  static @Nullable SocketAddress source(ByteBuffer bytes, int family) throws HeaderException {
    return address(bytes, family, 0);
  }

  static @Nullable SocketAddress destination(ByteBuffer bytes, int family) throws HeaderException {
    return address(bytes, family, 1);
  }

  private static @Nullable SocketAddress address(ByteBuffer bytes, int family, int index)
      throws HeaderException {
    int length = LENGTHS[family];
    byte[] address = new byte[length];
    bytes.get(index * length, address);
    return switch (family) {
      case INET, INET6 -> {
        int port = bytes.getShort(2 * length + index * PORT) & 0xffff;
        yield new InetSocketAddress(inet(address), port);
      }
      case UNIX -> unix(address);
      default -> null;
    };
  }

  /// An IPv4 address, if it is mapped into IPv6.
  private static InetAddress inet(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes", e);
    }
  }

  /// A path ends at a zero. A name without a file begins with one; it is shown with an `@`.
  private static SocketAddress unix(byte[] bytes) throws HeaderException {
    int from = bytes[0] == 0 ? 1 : 0;
    int to = from;
    while (to < bytes.length && bytes[to] != 0) {
      to++;
    }
    String name = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    try {
      return UnixDomainSocketAddress.of(from == 1 && !name.isEmpty() ? '@' + name : name);
    } catch (IllegalArgumentException e) { // the system's encoding cannot express it
      throw new HeaderException("a path that this system does not have");
    }
  }

  static int family(@Nullable SocketAddress source, @Nullable SocketAddress destination) {
    return switch (source) {
      case null -> 0;
      case UnixDomainSocketAddress _ -> UNIX;
      case InetSocketAddress inet
          when inet.getAddress() instanceof Inet4Address
              && destination instanceof InetSocketAddress other
              && other.getAddress() instanceof Inet4Address ->
          INET;
      default -> INET6;
    };
  }

  static void write(
      @Nullable SocketAddress source,
      @Nullable SocketAddress destination,
      int family,
      ByteBuffer target) {
    if (source instanceof InetSocketAddress from && destination instanceof InetSocketAddress to) {
      target.put(bytes(from, family)).put(bytes(to, family));
      target.putShort((short) from.getPort()).putShort((short) to.getPort());
    } else if (source instanceof UnixDomainSocketAddress from
        && destination instanceof UnixDomainSocketAddress to) {
      target.put(bytes(from)).put(bytes(to));
    }
  }

  private static byte[] bytes(InetSocketAddress address, int family) {
    byte[] bytes = address.getAddress().getAddress();
    if (family == INET || bytes.length == LENGTHS[INET6]) {
      return bytes;
    }
    byte[] mapped = new byte[LENGTHS[INET6]];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(bytes, 0, mapped, 12, bytes.length);
    return mapped;
  }

  private static byte[] bytes(UnixDomainSocketAddress address) {
    byte[] path = address.getPath().toString().getBytes(StandardCharsets.UTF_8);
    if (path.length > LENGTHS[UNIX]) {
      throw new IllegalArgumentException("a path of more than 108 bytes: " + address.getPath());
    }
    return Arrays.copyOf(path, LENGTHS[UNIX]);
  }
}
