package dev.heddle;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// TLS for a server or a client, as a value: where keys and trust come from, and what is
/// negotiated. Immutable.
///
/// ```java
/// Tls tls = Tls.of(context).withApplicationProtocols("h2", "http/1.1");
/// ```
public final class Tls {
  private final Supplier<SSLContext> contexts;
  private final List<String> protocols;
  private final List<String> cipherSuites;
  private final List<String> applicationProtocols;
  private final ClientAuthentication clientAuthentication;
  private final @Nullable String serverName;
  private final Duration handshakeTimeout;

  private Tls(Values values) {
    contexts = Objects.requireNonNull(values.contexts);
    protocols = List.copyOf(values.protocols);
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("no protocols");
    }
    cipherSuites = List.copyOf(values.cipherSuites);
    applicationProtocols = List.copyOf(values.applicationProtocols);
    clientAuthentication = Objects.requireNonNull(values.clientAuthentication);
    serverName = values.serverName;
    handshakeTimeout = values.handshakeTimeout;
    if (handshakeTimeout.isZero() || handshakeTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "handshakeTimeout must be more than zero: " + handshakeTimeout);
    }
  }

  /// The keys and trust of this context, TLS 1.3 and 1.2, no ALPN, no client certificates, and 10 s
  /// for a handshake.
  public static Tls of(SSLContext context) {
    Objects.requireNonNull(context);
    return of(() -> context);
  }

  /// Likewise, with the context that `contexts` returns at that moment: it is asked once for each
  /// connection, on any thread, and must not wait. So keys can be replaced while a server runs;
  /// open connections keep theirs.
  public static Tls of(Supplier<SSLContext> contexts) {
    var values = new Values();
    values.contexts = contexts;
    return new Tls(values);
  }

  /// The context for a connection that begins now.
  public SSLContext context() {
    return Objects.requireNonNull(contexts.get(), "the supplier returned no SSLContext");
  }

  /// The protocol versions that are offered, by their names in the JDK.
  public List<String> protocols() {
    return protocols;
  }

  /// The cipher suites that are offered, preferred ones first, by their names in the JDK; empty for
  /// those of the JDK.
  public List<String> cipherSuites() {
    return cipherSuites;
  }

  /// The application protocols that are offered (ALPN, RFC 7301), preferred ones first; empty for
  /// none.
  public List<String> applicationProtocols() {
    return applicationProtocols;
  }

  /// Whether a server asks for certificates.
  public ClientAuthentication clientAuthentication() {
    return clientAuthentication;
  }

  /// The name that a client asks for and that the certificate must have; null for the host to which
  /// it connects.
  public @Nullable String serverName() {
    return serverName;
  }

  /// How long a handshake may take.
  public Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  /// Offers these protocol versions only, such as `TLSv1.3`.
  ///
  /// @throws IllegalArgumentException if there are none
  public Tls withProtocols(String... names) {
    return with(values -> values.protocols = List.of(names));
  }

  /// Offers these cipher suites only, the preferred one first.
  public Tls withCipherSuites(String... names) {
    return with(values -> values.cipherSuites = List.of(names));
  }

  /// Offers these application protocols (ALPN), the preferred one first. A server that shares none
  /// with its client rejects it; one whose client offers none does not.
  public Tls withApplicationProtocols(String... names) {
    return with(values -> values.applicationProtocols = List.of(names));
  }

  /// Asks clients for a certificate, or does not; for servers.
  public Tls withClientAuthentication(ClientAuthentication authentication) {
    return with(values -> values.clientAuthentication = authentication);
  }

  /// Asks for the certificate of this host, and accepts no other; for clients. Null, the default:
  /// of the host to which it connects.
  public Tls withServerName(@Nullable String name) {
    return with(values -> values.serverName = name);
  }

  /// Gives a handshake this long; 10 s by default.
  ///
  /// @throws IllegalArgumentException if that is not more than zero
  public Tls withHandshakeTimeout(Duration timeout) {
    return with(values -> values.handshakeTimeout = timeout);
  }

  private Tls with(Consumer<Values> change) {
    var values = new Values();
    values.contexts = contexts;
    values.protocols = protocols;
    values.cipherSuites = cipherSuites;
    values.applicationProtocols = applicationProtocols;
    values.clientAuthentication = clientAuthentication;
    values.serverName = serverName;
    values.handshakeTimeout = handshakeTimeout;
    change.accept(values);
    return new Tls(values);
  }

  /// Belongs to one call.
  private static final class Values {
    private @Nullable Supplier<SSLContext> contexts;
    private List<String> protocols = List.of("TLSv1.3", "TLSv1.2");
    private List<String> cipherSuites = List.of();
    private List<String> applicationProtocols = List.of();
    private ClientAuthentication clientAuthentication = ClientAuthentication.NONE;
    private @Nullable String serverName;
    private Duration handshakeTimeout = Duration.ofSeconds(10);
  }
}
