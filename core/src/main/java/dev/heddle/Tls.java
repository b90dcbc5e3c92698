package dev.heddle;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// TLS for a server or a client, as a value: where keys and trust come from, and what is
/// negotiated. Immutable.
///
/// ```java
/// Tls server = Tls.pem(Path.of("tls.crt"), Path.of("tls.key"));
/// Tls client = Tls.trusting(Path.of("ca.crt")).withProtocols("TLSv1.3");
/// ```
///
/// Files are read when a server starts, or a client connects for the first time;
/// [KeyFilesException] says what is wrong with them. From then on they are followed by their
/// content: new connections get new keys and new trust within a second, and open ones keep theirs.
/// If the new content cannot be used, the last good one stays, and a WARNING says why. A
/// certificate that expires within 14 days is logged once a day.
public final class Tls {
  private final Keys keys;
  private final @Nullable FileKeys files;
  private final List<String> protocols;
  private final List<String> cipherSuites;
  private final List<String> applicationProtocols;
  private final ClientAuthentication clientAuthentication;
  private final @Nullable String serverName;
  private final Duration handshakeTimeout;
  private final TlsProvider provider;

  private Tls(Values values) {
    files = values.files;
    keys = Objects.requireNonNull(values.keys);
    protocols = List.copyOf(values.protocols);
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("no protocols");
    }
    cipherSuites = List.copyOf(values.cipherSuites);
    applicationProtocols = List.copyOf(values.applicationProtocols);
    clientAuthentication = Objects.requireNonNull(values.clientAuthentication);
    serverName = values.serverName;
    provider = Objects.requireNonNull(values.provider);
    handshakeTimeout = values.handshakeTimeout;
    if (handshakeTimeout.isZero() || handshakeTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "handshakeTimeout must be more than zero: " + handshakeTimeout);
    }
  }

  /// With the private key and the certificates of these files in PEM; see [KeyFiles#pem(Path,
  /// Path)]. A server shows them to its clients, a client to a server that asks. Trusts what the
  /// JDK trusts; TLS 1.3 and 1.2, no ALPN, no client certificates, and 10 s for a handshake.
  public static Tls pem(Path certificates, Path key) {
    return of(KeyFiles.pem(certificates, key));
  }

  /// Likewise, with the key and the certificates of a store in PKCS#12.
  public static Tls keyStore(Path file, String password) {
    return of(KeyFiles.keyStore(file, password));
  }

  /// Likewise, with several keys: a server shows the one for the name that the client asks for, and
  /// of a kind that it understands, else the first.
  public static Tls of(KeyFiles... keys) {
    return of(new FileKeys(List.of(keys), null, false));
  }

  /// For clients: trusts the certificates in this file in PEM, and those that they have signed,
  /// instead of those that the JDK trusts.
  public static Tls trusting(Path authorities) {
    return of().withTrust(authorities);
  }

  /// For clients: trusts what the JDK trusts. That is the file `lib/security/cacerts` of the JDK,
  /// or what the system property `javax.net.ssl.trustStore` names.
  public static Tls trustingJdk() {
    return of();
  }

  /// For clients: accepts every certificate, from any issuer and for any name. Such a connection
  /// may be read and changed on its way: for tests only.
  public static Tls insecure() {
    return of(new FileKeys(List.of(), null, true));
  }

  /// The keys and trust of this context, and otherwise the defaults of [#pem].
  public static Tls of(SSLContext context) {
    Objects.requireNonNull(context);
    return of(() -> context);
  }

  /// Likewise, with the context that `contexts` returns at that moment: it is asked once for each
  /// connection, on any thread, and must not wait. So keys can be replaced while a server runs;
  /// open connections keep theirs.
  public static Tls of(Supplier<SSLContext> contexts) {
    Objects.requireNonNull(contexts);
    var values = new Values();
    values.keys =
        new Keys() {
          @Override
          public SSLContext context() {
            return Objects.requireNonNull(contexts.get(), "the supplier returned no SSLContext");
          }

          @Override
          public List<CertificateView> certificates() {
            return List.of();
          }
        };
    return new Tls(values);
  }

  private static Tls of(FileKeys files) {
    var values = new Values();
    values.follow(files);
    return new Tls(values);
  }

  /// Checks now what would otherwise be an error of each connection: reads the files, if they have
  /// not been read yet, and loads what [#provider()] needs. Servers do this when they start.
  ///
  /// @throws KeyFilesException if a file cannot be used
  /// @throws IOException if the provider cannot be used; the message says why, and what helps
  /// @throws IllegalArgumentException if the provider does not know a protocol or cipher suite
  public void check() throws IOException {
    Following.PROVIDER.check(this);
  }

  /// The context of the JDK for a connection that begins now, whatever the provider. Reads the
  /// files, if they have not been read yet.
  ///
  /// @throws KeyFilesException if one of them cannot be used
  public SSLContext context() throws KeyFilesException {
    return keys.context();
  }

  /// The certificates that are shown now, the default one first; empty if they have not been read
  /// yet, or come from an [SSLContext].
  public List<CertificateView> certificates() {
    return keys.certificates();
  }

  /// Where keys and trust come from; for what implements a provider.
  public Keys keys() {
    return keys;
  }

  /// What computes TLS.
  public TlsProvider provider() {
    return provider;
  }

  /// The protocol versions that are offered, by their names in the JDK.
  public List<String> protocols() {
    return protocols;
  }

  /// The cipher suites that are offered, preferred ones first, by their names in the JDK; empty for
  /// those of the provider.
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
  /// it connects, which is `localhost` on a Unix domain socket.
  public @Nullable String serverName() {
    return serverName;
  }

  /// How long a handshake may take; the idle timeout does not apply to it.
  public Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  /// With one more key; see [#of(KeyFiles...)].
  ///
  /// @throws IllegalStateException if the keys come from an [SSLContext]
  public Tls withKey(KeyFiles more) {
    FileKeys old = requireFiles();
    List<KeyFiles> all = new ArrayList<>(old.keys());
    all.add(more);
    return with(values -> values.follow(new FileKeys(all, old.authorities(), old.acceptsAll())));
  }

  /// Trusts the certificates in this file in PEM, and those that they have signed, instead of those
  /// that the JDK trusts. A server needs [#withClientAuthentication], too, to ask clients for
  /// theirs.
  ///
  /// @throws IllegalStateException if the trust comes from an [SSLContext]
  public Tls withTrust(Path authorities) {
    Objects.requireNonNull(authorities);
    List<KeyFiles> own = requireFiles().keys();
    return with(values -> values.follow(new FileKeys(own, authorities, false)));
  }

  private FileKeys requireFiles() {
    if (files == null) {
      throw new IllegalStateException("keys and trust come from an SSLContext, not from files");
    }
    return files;
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
  /// of the host to which it connects, which is `localhost` on a Unix domain socket.
  public Tls withServerName(@Nullable String name) {
    return with(values -> values.serverName = name);
  }

  /// Gives a handshake this long; 10 s by default.
  ///
  /// @throws IllegalArgumentException if that is not more than zero
  public Tls withHandshakeTimeout(Duration timeout) {
    return with(values -> values.handshakeTimeout = timeout);
  }

  /// Uses this provider; the default is [TlsProvider#JDK].
  ///
  /// @throws IllegalStateException if it cannot use keys that come from an [SSLContext]
  public Tls withProvider(TlsProvider computes) {
    if (computes == TlsProvider.OPENSSL) {
      requireFiles();
    }
    return with(values -> values.provider = computes);
  }

  private Tls with(Consumer<Values> change) {
    var values = new Values();
    values.keys = keys;
    values.files = files;
    values.protocols = protocols;
    values.cipherSuites = cipherSuites;
    values.applicationProtocols = applicationProtocols;
    values.clientAuthentication = clientAuthentication;
    values.serverName = serverName;
    values.handshakeTimeout = handshakeTimeout;
    values.provider = provider;
    change.accept(values);
    return new Tls(values);
  }

  /// Belongs to one call.
  private static final class Values {
    private @Nullable Keys keys;
    private @Nullable FileKeys files;
    private List<String> protocols = List.of("TLSv1.3", "TLSv1.2");
    private List<String> cipherSuites = List.of();
    private List<String> applicationProtocols = List.of();
    private ClientAuthentication clientAuthentication = ClientAuthentication.NONE;
    private @Nullable String serverName;
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private TlsProvider provider = TlsProvider.JDK;

    private void follow(FileKeys wanted) {
      files = wanted;
      keys = Following.PROVIDER.follow(wanted);
    }
  }

  /// Which files keys and trust come from. Immutable.
  ///
  /// @param keys the own keys, the default one first; may be none
  /// @param authorities whose certificates are trusted; null for those that the JDK trusts
  /// @param acceptsAll whether every certificate is accepted
  public record FileKeys(List<KeyFiles> keys, @Nullable Path authorities, boolean acceptsAll) {
    public FileKeys {
      keys = List.copyOf(keys);
    }
  }

  /// Keys and trust as they are at this moment. Thread-safe.
  public interface Keys {
    /// The context for a connection that begins now.
    ///
    /// @throws KeyFilesException if the files cannot be used, and never could
    SSLContext context() throws KeyFilesException;

    /// The certificates that are shown now; empty if they are unknown.
    List<CertificateView> certificates();
  }

  /// Reads and follows files. The API does not know how: one provider is found by [ServiceLoader].
  /// Thread-safe.
  public interface Provider {
    /// Follows these files from its first use on, until it is garbage.
    Keys follow(FileKeys files);

    /// See [Tls#check()].
    void check(Tls tls) throws IOException;
  }

  /// Found once, when it is first needed.
  private static final class Following {
    static final Provider PROVIDER =
        ServiceLoader.load(Provider.class, Tls.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no keys: heddle-core is incomplete"));
  }
}
