package dev.heddle.load.crew;

import dev.heddle.ProxyHeader;
import dev.heddle.Tls;
import dev.heddle.load.Target;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.BiFunction;

/// What a worker needs from the machine that it is on, and from its owner. Thread-safe.
public interface Equipment {

  /// @throws IllegalArgumentException if this worker may not load that target; the message says why
  void permit(Target target);

  /// Whether this process may have that many connections at once; it may ask for more.
  boolean holds(long connections);

  /// Why it may not.
  String shortage(int connections, int targets);

  /// The TLS that is asked for.
  ///
  /// @throws IOException if it cannot be had here
  Tls tls(PlanForm.TlsForm form) throws IOException;

  /// Headers of the PROXY protocol.
  ///
  /// @throws IllegalArgumentException if there is no such version
  BiFunction<SocketAddress, SocketAddress, ProxyHeader> proxyHeaders(String version);
}
