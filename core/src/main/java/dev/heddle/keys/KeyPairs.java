package dev.heddle.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;

/// Whether a private and a public key belong together. Stateless.
final class KeyPairs {
  private static final byte[] SAMPLE = "which key signed this?".getBytes(StandardCharsets.US_ASCII);

  private KeyPairs() {}

  static boolean belongTogether(PrivateKey key, PublicKey other) {
    if (!key.getAlgorithm().equals(other.getAlgorithm())) {
      return false;
    }
    if (key instanceof RSAKey rsa && other instanceof RSAKey otherRsa) {
      return rsa.getModulus().equals(otherRsa.getModulus());
    }
    return verifies(key, other);
  }

  private static boolean verifies(PrivateKey key, PublicKey other) {
    try {
      var signature =
          Signature.getInstance(
              key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : key.getAlgorithm());
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(other);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) { // of another curve, for instance
      return false;
    }
  }
}
