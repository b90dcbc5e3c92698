package dev.heddle.sim.net.channels;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the JDK checks about socket options.
final class OptionChecks {
  private OptionChecks() {}

  static void check(Set<SocketOption<?>> supported, SocketOption<?> name, @Nullable Object value) {
    checkName(supported, name);
    if (!name.type().isInstance(value)) {
      throw new IllegalArgumentException("Invalid value '" + value + "'");
    }
  }

  /// The value of an option that has not been set.
  static Object byDefault(SocketOption<?> name) {
    if (name.type() == Boolean.class) {
      return name.equals(StandardSocketOptions.IP_MULTICAST_LOOP);
    }
    return name.equals(StandardSocketOptions.IP_MULTICAST_TTL) ? 1 : 0;
  }

  static void checkName(Set<SocketOption<?>> supported, SocketOption<?> name) {
    Objects.requireNonNull(name);
    if (!supported.contains(name)) {
      throw new UnsupportedOperationException("'" + name + "' not supported");
    }
  }
}
