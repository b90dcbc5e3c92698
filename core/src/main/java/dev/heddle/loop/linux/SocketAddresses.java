package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/// Socket addresses as the kernel has them: ip(7), ipv6(7), unix(7).
public final class SocketAddresses {
  /// Room for an address of any family.
  public static final int LARGEST = 128;

  private static final int UNIX_PATH = 2;
  private static final int UNIX_LONGEST = 107;

  private static final boolean IPV6 = hasIpv6();

  private SocketAddresses() {}

  private static boolean hasIpv6() {
    int fd = Linux.socket(Linux.AF_INET6, Linux.SOCK_STREAM);
    return fd >= 0 && Linux.close(fd) == 0;
  }

  private static boolean isAny(InetSocketAddress inet) {
    return inet.getAddress() != null && inet.getAddress().isAnyLocalAddress();
  }

  /// As for the JDK's sockets, "any address" includes IPv6.
  ///
  /// @throws IOException if the kernel has no such addresses
  public static int family(SocketAddress address) throws IOException {
    return switch (address) {
      case InetSocketAddress any when isAny(any) && IPV6 -> Linux.AF_INET6;
      case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address -> Linux.AF_INET;
      case InetSocketAddress inet when inet.getAddress() != null -> Linux.AF_INET6;
      case InetSocketAddress unresolved ->
          throw new UnknownHostException(unresolved.getHostString());
      case UnixDomainSocketAddress unix -> Linux.AF_UNIX;
      default -> throw new IOException("no address of a socket: " + address);
    };
  }

  /// @throws SocketException if the kernel has no room for it
  public static MemorySegment encode(SocketAddress address, Arena arena) throws IOException {
    int family = family(address);
    return address instanceof InetSocketAddress inet
        ? encodeInet(inet, family, arena)
        : encodeUnix(((UnixDomainSocketAddress) address).getPath().toString(), arena);
  }

  private static MemorySegment encodeInet(InetSocketAddress inet, int family, Arena arena) {
    byte[] host =
        isAny(inet) ? new byte[family == Linux.AF_INET ? 4 : 16] : inet.getAddress().getAddress();
    boolean v4 = family == Linux.AF_INET;
    MemorySegment encoded = arena.allocate(v4 ? 16 : 28, 8);
    encoded.set(JAVA_SHORT, 0, (short) family);
    encoded.set(JAVA_SHORT, 2, Short.reverseBytes((short) inet.getPort()));
    MemorySegment.copy(host, 0, encoded, JAVA_BYTE, v4 ? 4 : 8, host.length);
    if (inet.getAddress() instanceof Inet6Address v6) {
      encoded.set(JAVA_INT, 24, v6.getScopeId());
    }
    return encoded;
  }

  private static MemorySegment encodeUnix(String path, Arena arena) throws IOException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > UNIX_LONGEST) {
      throw new SocketException("path of a Unix domain socket over 107 bytes");
    }
    MemorySegment encoded = arena.allocate(UNIX_PATH + name.length + 1, 8);
    encoded.set(JAVA_SHORT, 0, (short) Linux.AF_UNIX);
    MemorySegment.copy(name, 0, encoded, JAVA_BYTE, UNIX_PATH, name.length);
    return encoded;
  }

  /// @param encoded an address as it came from the kernel, as long as the kernel said; none at all
  ///   of a peer that had left before it could be asked
  public static SocketAddress decode(byte[] encoded) {
    if (encoded.length < 2) {
      return InetSocketAddress.createUnresolved("unknown", 0);
    }
    MemorySegment address = MemorySegment.ofArray(encoded);
    try {
      return switch (encoded[0] & 0xff) {
        case Linux.AF_INET -> inet(encoded, 4, 4);
        case Linux.AF_INET6 -> inet(encoded, 8, 16);
        default -> UnixDomainSocketAddress.of(path(address));
      };
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of a wrong length", e);
    }
  }

  private static InetSocketAddress inet(byte[] encoded, int from, int length)
      throws UnknownHostException {
    byte[] host = java.util.Arrays.copyOfRange(encoded, from, from + length);
    int port = (encoded[2] & 0xff) << 8 | (encoded[3] & 0xff);
    return new InetSocketAddress(InetAddress.getByAddress(host), port);
  }

  private static String path(MemorySegment address) {
    int end = UNIX_PATH;
    while (end < address.byteSize() && address.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    int length = Math.max(0, end - UNIX_PATH);
    byte[] name = new byte[length];
    if (length > 0) {
      MemorySegment.copy(address, JAVA_BYTE, UNIX_PATH, name, 0, length);
    }
    return new String(name, StandardCharsets.UTF_8);
  }

  /// The address of a socket's own end or of its peer, by the given call; empty if the socket is
  /// gone.
  public static byte[] ask(int fd, Question question) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(LARGEST, 8);
      MemorySegment length = arena.allocateFrom(JAVA_INT, LARGEST);
      if (question.ask(fd, address, length) < 0) {
        return new byte[0];
      }
      byte[] encoded = new byte[Math.min(LARGEST, length.get(JAVA_INT, 0))];
      MemorySegment.copy(address, JAVA_BYTE, 0, encoded, 0, encoded.length);
      return encoded;
    }
  }

  /// `getsockname` or `getpeername`.
  @FunctionalInterface
  public interface Question {
    int ask(int fd, MemorySegment address, MemorySegment length);
  }
}
