package dev.heddle.keys;

import dev.heddle.KeyFilesException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The keys of a key store. Stateless.
final class KeyStoreFile {
  private KeyStoreFile() {}

  /// Every private key in it with its certificates, at least one.
  ///
  /// @throws KeyFilesException if there is none, or the store cannot be opened
  static List<Identity> read(FileContent file, String password) throws KeyFilesException {
    List<Identity> identities = new ArrayList<>();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12"); // which reads JKS, too
      store.load(new ByteArrayInputStream(file.bytes()), password.toCharArray());
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)
            && store.getKey(alias, password.toCharArray()) instanceof PrivateKey key) {
          identities.add(Identity.of(file.path(), key, file.path(), chain(store, alias)));
        }
      }
    } catch (KeyFilesException e) {
      throw e;
    } catch (IOException e) {
      throw new KeyFilesException(
          file.path(),
          e.getCause() instanceof UnrecoverableKeyException
              ? "wrong password"
              : "not a key store in PKCS#12",
          e);
    } catch (UnrecoverableKeyException e) {
      throw new KeyFilesException(file.path(), "a key in it has another password", e);
    } catch (GeneralSecurityException e) {
      throw new KeyFilesException(file.path(), "the key store cannot be read", e);
    }
    if (identities.isEmpty()) {
      throw new KeyFilesException(file.path(), "no private key in it");
    }
    return identities;
  }

  private static List<X509Certificate> chain(KeyStore store, String alias)
      throws GeneralSecurityException {
    Certificate[] chain = store.getCertificateChain(alias);
    List<X509Certificate> certificates = new ArrayList<>();
    for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
      if (certificate instanceof X509Certificate x509) {
        certificates.add(x509);
      }
    }
    return certificates;
  }
}
