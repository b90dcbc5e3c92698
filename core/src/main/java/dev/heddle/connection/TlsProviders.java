package dev.heddle.connection;

import dev.heddle.Tls;
import dev.heddle.openssl.OpenSslEngines;
import dev.heddle.tls.JdkEngines;
import dev.heddle.tls.TlsEngine;
import dev.heddle.tls.TlsSide;
import java.io.IOException;

/// Which implementation of TLS belongs to which [dev.heddle.TlsProvider]. Stateless.
public final class TlsProviders {
  private TlsProviders() {}

  /// An engine for one connection; its caller closes it.
  ///
  /// @throws IOException if the keys or the provider cannot be used, or a client has no host whose
  ///   certificate it could check
  /// @throws IllegalArgumentException if the provider does not know a protocol or cipher suite
  public static TlsEngine engine(Tls tls, TlsSide side) throws IOException {
    return switch (tls.provider()) {
      case JDK -> JdkEngines.create(tls, side);
      case OPENSSL -> OpenSslEngines.create(tls, side);
    };
  }
}
