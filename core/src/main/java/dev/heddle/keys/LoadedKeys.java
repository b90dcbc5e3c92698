package dev.heddle.keys;

import dev.heddle.KeyFiles;
import dev.heddle.KeyFilesException;
import dev.heddle.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// What the files held at one moment, ready for handshakes. Immutable.
///
/// @param identities the own keys, the default one first
/// @param authorities whose certificates are trusted; null for those that the JDK trusts
/// @param acceptsAll whether every certificate is accepted
/// @param context makes the JDK's connections with these keys and this trust
public record LoadedKeys(
    List<Identity> identities,
    @Nullable List<X509Certificate> authorities,
    boolean acceptsAll,
    SSLContext context) {

  /// Reads all files.
  static Map<Path, FileContent> read(Tls.FileKeys settings) {
    Map<Path, FileContent> contents = new LinkedHashMap<>();
    for (KeyFiles keys : settings.keys()) {
      keys.files().forEach(file -> contents.computeIfAbsent(file, FileContent::read));
    }
    if (settings.authorities() != null) {
      contents.computeIfAbsent(settings.authorities(), FileContent::read);
    }
    return contents;
  }

  /// Makes the keys of what was read.
  ///
  /// @throws KeyFilesException if a file cannot be used, or a certificate is not valid at `now`
  static LoadedKeys of(Tls.FileKeys settings, Map<Path, FileContent> files, Instant now)
      throws KeyFilesException {
    List<Identity> identities = new ArrayList<>();
    for (KeyFiles keys : settings.keys()) {
      for (Identity identity : identities(keys, files)) {
        identities.add(identity.requireValid(now));
      }
    }
    List<X509Certificate> authorities = authorities(settings, files);
    try {
      var context = SSLContext.getInstance("TLS");
      KeyManager[] keys = {new ReadyKeys(identities)};
      context.init(keys, trust(settings.acceptsAll(), authorities), null);
      return new LoadedKeys(List.copyOf(identities), authorities, settings.acceptsAll(), context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private static List<Identity> identities(KeyFiles keys, Map<Path, FileContent> files)
      throws KeyFilesException {
    return switch (keys) {
      case KeyFiles.Pem pem -> {
        FileContent certificates = content(files, pem.certificates());
        FileContent key = content(files, pem.key());
        yield List.of(
            Identity.of(
                key.path(),
                PrivateKeyFile.read(key, pem.password()),
                certificates.path(),
                CertificateFile.read(certificates)));
      }
      case KeyFiles.Store store ->
          KeyStoreFile.read(content(files, store.file()), store.password());
    };
  }

  private static @Nullable List<X509Certificate> authorities(
      Tls.FileKeys settings, Map<Path, FileContent> files) throws KeyFilesException {
    return settings.authorities() == null
        ? null
        : List.copyOf(CertificateFile.read(content(files, settings.authorities())));
  }

  /// @return null for the JDK's own list
  private static TrustManager @Nullable [] trust(
      boolean acceptsAll, @Nullable List<X509Certificate> authorities) {
    if (acceptsAll) {
      return new TrustManager[] {new InsecureTrust()};
    }
    return authorities == null ? null : trusting(authorities);
  }

  /// The certificates whose signatures the JDK trusts.
  public static List<X509Certificate> authoritiesOfTheJdk() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      List<X509Certificate> all = new ArrayList<>();
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager trust) {
          all.addAll(List.of(trust.getAcceptedIssuers()));
        }
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no trust managers", e);
    }
  }

  private static TrustManager[] trusting(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry(Integer.toString(store.size()), authority);
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK has no trust managers", e);
    }
  }

  private static FileContent content(Map<Path, FileContent> files, Path file) {
    return Objects.requireNonNull(files.get(file));
  }
}
