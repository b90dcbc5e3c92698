package dev.heddle;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Names the files that hold a private key and its certificates. They are read when a server or
/// client starts, and again whenever their content changes. Immutable.
///
/// ```java
/// KeyFiles example = KeyFiles.pem(Path.of("example.crt"), Path.of("example.key"));
/// KeyFiles other = KeyFiles.keyStore(Path.of("other.p12"), "secret");
/// ```
public sealed interface KeyFiles {

  /// Files in PEM. The certificates may be in any order, and both may be the same file.
  ///
  /// A key in plain PKCS#8 (`BEGIN PRIVATE KEY`) is read by the JDK alone; `BEGIN RSA PRIVATE KEY`
  /// (PKCS#1), `BEGIN EC PRIVATE KEY` (SEC1) and encrypted keys need the library
  /// `org.bouncycastle:bcpkix-jdk18on` on the class or module path.
  static KeyFiles pem(Path certificates, Path key) {
    return new Pem(certificates, key, null);
  }

  /// Files in PEM whose key is encrypted with this password.
  static KeyFiles pem(Path certificates, Path key, String password) {
    return new Pem(certificates, key, Objects.requireNonNull(password));
  }

  /// A key store in PKCS#12 (or JKS), whose keys have the store's own password.
  static KeyFiles keyStore(Path file, String password) {
    return new Store(file, password);
  }

  /// All files of it.
  List<Path> files();

  /// Certificates and key in PEM.
  ///
  /// @param password of the key; null if it is not encrypted
  record Pem(Path certificates, Path key, @Nullable String password) implements KeyFiles {
    public Pem {
      Objects.requireNonNull(certificates);
      Objects.requireNonNull(key);
    }

    @Override
    public List<Path> files() {
      return certificates.equals(key) ? List.of(key) : List.of(certificates, key);
    }

    /// Without the password.
    @Override
    public String toString() {
      return files().toString();
    }
  }

  /// A key store.
  record Store(Path file, String password) implements KeyFiles {
    public Store {
      Objects.requireNonNull(file);
      Objects.requireNonNull(password);
    }

    @Override
    public List<Path> files() {
      return List.of(file);
    }

    /// Without the password.
    @Override
    public String toString() {
      return files().toString();
    }
  }
}
