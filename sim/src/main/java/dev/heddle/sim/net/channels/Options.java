package dev.heddle.sim.net.channels;

import java.net.SocketOption;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the JDK checks about socket options.
final class Options {
  private Options() {}

  static void check(Set<SocketOption<?>> supported, SocketOption<?> name, @Nullable Object value) {
    checkName(supported, name);
    if (!name.type().isInstance(value)) {
      throw new IllegalArgumentException("Invalid value '" + value + "'");
    }
  }

  static void checkName(Set<SocketOption<?>> supported, SocketOption<?> name) {
    Objects.requireNonNull(name);
    if (!supported.contains(name)) {
      throw new UnsupportedOperationException("'" + name + "' not supported");
    }
  }
}
