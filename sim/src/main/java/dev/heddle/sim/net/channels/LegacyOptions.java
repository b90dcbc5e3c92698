package dev.heddle.sim.net.channels;

import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;

/// The numbers that `SocketImpl` has for options.
final class LegacyOptions {
  private LegacyOptions() {}

  @SuppressWarnings("unchecked") // `value` sees to the type
  static SocketOption<Object> name(int id) throws SocketException {
    return (SocketOption<Object>) (SocketOption<?>) option(id);
  }

  private static SocketOption<?> option(int id) throws SocketException {
    return switch (id) {
      case SocketOptions.TCP_NODELAY -> StandardSocketOptions.TCP_NODELAY;
      case SocketOptions.SO_REUSEADDR -> StandardSocketOptions.SO_REUSEADDR;
      case SocketOptions.SO_REUSEPORT -> StandardSocketOptions.SO_REUSEPORT;
      case SocketOptions.SO_KEEPALIVE -> StandardSocketOptions.SO_KEEPALIVE;
      case SocketOptions.SO_LINGER -> StandardSocketOptions.SO_LINGER;
      case SocketOptions.SO_SNDBUF -> StandardSocketOptions.SO_SNDBUF;
      case SocketOptions.SO_RCVBUF -> StandardSocketOptions.SO_RCVBUF;
      case SocketOptions.IP_TOS -> StandardSocketOptions.IP_TOS;
      default -> throw new SocketException("Unknown option " + id);
    };
  }

  static Object value(int id, @Nullable Object value) throws SocketException {
    if (value == null || !option(id).type().isInstance(value)) {
      throw new SocketException("Bad value for " + option(id));
    }
    return value;
  }
}
