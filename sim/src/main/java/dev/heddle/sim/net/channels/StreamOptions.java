package dev.heddle.sim.net.channels;

import static java.net.StandardSocketOptions.IP_TOS;
import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;

import dev.heddle.sim.net.StreamSocket;
import java.net.SocketOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The options of a connection. Needs the network's lock.
///
/// Buffer sizes bound what may be on its way, `SO_LINGER` 0 makes a close a reset, `SO_REUSEADDR`
/// counts when it is bound; the others are kept as values.
final class StreamOptions {
  static final Set<SocketOption<?>> INET =
      Set.of(
          SO_SNDBUF,
          SO_RCVBUF,
          SO_KEEPALIVE,
          SO_REUSEADDR,
          SO_REUSEPORT,
          SO_LINGER,
          TCP_NODELAY,
          IP_TOS);

  static final Set<SocketOption<?>> UNIX = Set.of(SO_SNDBUF, SO_RCVBUF, SO_LINGER);

  private final StreamSocket socket;
  private int linger = -1;
  private boolean noDelay;
  private @Nullable Map<SocketOption<?>, Object> others;

  StreamOptions(StreamSocket socket) {
    this.socket = socket;
  }

  <T> void set(SocketOption<T> name, T value) {
    if (name.equals(TCP_NODELAY)) {
      noDelay = (Boolean) value;
    } else if (name.equals(SO_LINGER)) {
      linger = Math.clamp((Integer) value, -1, 65_535);
    } else if (name.equals(SO_SNDBUF)) {
      socket.sendBuffer(size((Integer) value));
    } else if (name.equals(SO_RCVBUF)) {
      socket.receiveBuffer(size((Integer) value));
    } else if (name.equals(SO_REUSEADDR)) {
      socket.reuse((Boolean) value);
    } else {
      if (others == null) {
        others = new HashMap<>();
      }
      others.put(name, value);
    }
  }

  static int size(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("Invalid send/receive buffer size");
    }
    return bytes;
  }

  @SuppressWarnings("unchecked") // the value has the option's type
  <T> T get(SocketOption<T> name) {
    return (T) value(name);
  }

  private Object value(SocketOption<?> name) {
    if (name.equals(TCP_NODELAY)) {
      return noDelay;
    } else if (name.equals(SO_LINGER)) {
      return linger;
    } else if (name.equals(SO_SNDBUF)) {
      return socket.sendBuffer();
    } else if (name.equals(SO_RCVBUF)) {
      return socket.receiveBuffer();
    } else if (name.equals(SO_REUSEADDR)) {
      return socket.reuse();
    }
    Object kept = others == null ? null : others.get(name);
    return kept != null ? kept : OptionChecks.byDefault(name);
  }
}
