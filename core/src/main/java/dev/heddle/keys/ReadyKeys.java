package dev.heddle.keys;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Holds keys and chains ready for handshakes: the JDK's own "PKIX" manager opens the key each
/// time, which doubles the cost of a handshake. A server's key is chosen by the name that the
/// client asks for (server name indication, RFC 6066, section 3) and by the kinds of keys that the
/// client understands; for other names, and without one, the names of the first certificate count.
///
/// An alias is the key's place in the list. Immutable.
final class ReadyKeys extends X509ExtendedKeyManager {
  private final List<Identity> identities;
  private final List<List<String>> names;
  private final List<X509Certificate[]> chains;

  ReadyKeys(List<Identity> identities) {
    this.identities = List.copyOf(identities);
    this.names = identities.stream().map(i -> HostNames.of(i.certificate())).toList();
    this.chains = identities.stream().map(i -> i.chain().toArray(X509Certificate[]::new)).toList();
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return serverAlias(keyType, engine.getHandshakeSession());
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return serverAlias(keyType, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return clientAlias(keyTypes, issuers);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return clientAlias(keyTypes, issuers);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  /// The array itself: the JDK only reads it.
  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chains.get(Integer.parseInt(alias));
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identities.get(Integer.parseInt(alias)).key();
  }

  private @Nullable String serverAlias(String keyType, @Nullable SSLSession session) {
    IntPredicate eligible = eligible(requestedHost(session));
    return first(i -> hasType(i, keyType) && eligible.test(i));
  }

  /// Those with this name, else those with a wildcard for it, else those for the first one's names.
  private IntPredicate eligible(@Nullable String host) {
    if (host != null) {
      for (String name : HostNames.of(host)) {
        IntPredicate named = i -> names.get(i).contains(name);
        if (first(named) != null) {
          return named;
        }
      }
    }
    return this::isLikeFirst;
  }

  private static @Nullable String requestedHost(@Nullable SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (var name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
    }
    return null;
  }

  /// Prefers a key whose issuer the server knows. If there is none, the server gets another one:
  /// its error then says more than that there was none.
  private @Nullable String clientAlias(String[] keyTypes, Principal @Nullable [] issuers) {
    List<String> types = List.of(keyTypes);
    List<Principal> known = issuers == null ? List.of() : List.of(issuers);
    String best = first(i -> types.contains(identities.get(i).keyType()) && isIssuedBy(i, known));
    return best != null ? best : first(i -> types.contains(identities.get(i).keyType()));
  }

  private boolean isIssuedBy(int place, List<Principal> issuers) {
    return identities.get(place).chain().stream()
        .anyMatch(certificate -> issuers.contains(certificate.getIssuerX500Principal()));
  }

  private boolean hasType(int place, String keyType) {
    return identities.get(place).keyType().equals(keyType);
  }

  /// Whether it is the first one, or the same with a key of another kind.
  private boolean isLikeFirst(int place) {
    return place == 0 || names.get(place).equals(names.getFirst());
  }

  private @Nullable String first(IntPredicate fits) {
    int place = IntStream.range(0, identities.size()).filter(fits).findFirst().orElse(-1);
    return place < 0 ? null : Integer.toString(place);
  }

  private String[] aliases(String keyType) {
    return IntStream.range(0, identities.size())
        .filter(i -> hasType(i, keyType))
        .mapToObj(Integer::toString)
        .toArray(String[]::new);
  }
}
