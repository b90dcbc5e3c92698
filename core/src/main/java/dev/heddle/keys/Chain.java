package dev.heddle.keys;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Certificates in the order in which TLS sends them: that of the key first, each signed by the
/// next (RFC 8446, section 4.4.2). Stateless.
final class Chain {
  private Chain() {}

  /// The chain of a key; certificates that are no part of it are left out. Empty if none is the
  /// key's own.
  static List<X509Certificate> of(PrivateKey key, List<X509Certificate> certificates) {
    List<X509Certificate> rest = new ArrayList<>(certificates);
    List<X509Certificate> chain = new ArrayList<>();
    Optional<X509Certificate> next =
        rest.stream().filter(c -> KeyPairs.belongTogether(key, c.getPublicKey())).findFirst();
    while (next.isPresent()) {
      X509Certificate last = next.get();
      chain.add(last);
      rest.remove(last);
      next = rest.stream().filter(issuer -> hasSigned(issuer, last)).findFirst();
    }
    return chain;
  }

  private static boolean hasSigned(X509Certificate issuer, X509Certificate certificate) {
    if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
