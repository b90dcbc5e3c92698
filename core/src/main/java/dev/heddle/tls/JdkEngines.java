package dev.heddle.tls;

import dev.heddle.Tls;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Makes the JDK's engines. Stateless.
public final class JdkEngines {
  private JdkEngines() {}

  /// An engine for one connection.
  ///
  /// @throws IllegalArgumentException if the JDK does not know a protocol or cipher suite of `tls`
  /// @throws SSLException if a client has no host whose certificate it could check, or the keys
  ///   cannot be read
  public static TlsEngine create(Tls tls, TlsSide side) throws SSLException {
    return new JdkEngine(side.isClient() ? client(tls, side) : server(tls), side.checksPeer(tls));
  }

  private static SSLEngine server(Tls tls) throws SSLException {
    SSLEngine engine = tls.context().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parameters(tls, engine);
    parameters.setUseCipherSuitesOrder(true);
    switch (tls.clientAuthentication()) {
      case NONE -> parameters.setNeedClientAuth(false);
      case WANT -> parameters.setWantClientAuth(true);
      case NEED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static SSLEngine client(Tls tls, TlsSide side) throws SSLException {
    String name = side.wantedHost(tls);
    SSLEngine engine = tls.context().createSSLEngine(name, side.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = parameters(tls, engine);
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818, RFC 6125
    SNIServerName sni = sni(name);
    if (sni != null) {
      parameters.setServerNames(List.of(sni));
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static SSLParameters parameters(Tls tls, SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(tls.protocols().toArray(String[]::new));
    if (!tls.cipherSuites().isEmpty()) {
      parameters.setCipherSuites(tls.cipherSuites().toArray(String[]::new));
    }
    parameters.setApplicationProtocols(tls.applicationProtocols().toArray(String[]::new));
    return parameters;
  }

  /// Addresses are not sent as names (RFC 6066 §3).
  private static @Nullable SNIServerName sni(String name) {
    if (TlsSide.isAddress(name)) {
      return null;
    }
    try {
      return new SNIHostName(name);
    } catch (IllegalArgumentException e) { // no name of the DNS
      return null;
    }
  }
}
