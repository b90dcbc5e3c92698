package dev.heddle.cli.arguments;

import dev.heddle.KeyFiles;
import dev.heddle.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options for the command's own keys and certificates. Not thread-safe.
public final class KeyOptions {

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Show this certificate over TLS: a file in PEM with its chain, or a key store in"
              + " PKCS#12 (.p12, .pfx). Given several times, with --tls-key each, clients get the"
              + " one for the name that they ask for.")
  List<Path> certificates = List.of();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's private key in PEM. Default: the file of --tls-cert.")
  List<Path> keys = List.of();

  @Option(
      names = "--tls-key-password-file",
      paramLabel = "FILE",
      description = "The file whose first line is the password of the key or key store.")
  @Nullable Path passwordFile;

  @Option(
      names = "--tls-provider",
      paramLabel = "PROVIDER",
      description =
          "Compute TLS by jdk (default), or by openssl, the system's library (3.0 or newer):"
              + " cheaper handshakes, more memory for each connection.")
  @Nullable ProviderChoice provider;

  public KeyOptions() {}

  /// Whether one of the options is given.
  public boolean isGiven() throws CommandFailure {
    return provider != null || !keys().isEmpty();
  }

  /// The keys, the default one first; none if there is no `--tls-cert`.
  public List<KeyFiles> keys() throws CommandFailure {
    if (certificates.isEmpty() && (!keys.isEmpty() || passwordFile != null)) {
      throw CommandFailure.usage(
          (keys.isEmpty() ? "--tls-key-password-file" : "--tls-key") + " requires --tls-cert");
    }
    if (!keys.isEmpty() && keys.size() != certificates.size()) {
      throw CommandFailure.usage(
          "--tls-cert is given "
              + certificates.size()
              + " times and --tls-key "
              + keys.size()
              + " times; each certificate needs its key");
    }
    String password = password();
    List<KeyFiles> all = new ArrayList<>();
    for (int i = 0; i < certificates.size(); i++) {
      Path certificate = certificates.get(i);
      all.add(keyFiles(certificate, keys.isEmpty() ? certificate : keys.get(i), password));
    }
    return all;
  }

  private static KeyFiles keyFiles(Path certificate, Path key, @Nullable String password)
      throws CommandFailure {
    String name = certificate.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".p12") && !name.endsWith(".pfx")) {
      return new KeyFiles.Pem(certificate, key, password);
    }
    if (!key.equals(certificate)) {
      throw CommandFailure.usage("--tls-cert " + certificate + " contains its key: omit --tls-key");
    }
    if (password == null) {
      throw CommandFailure.usage("--tls-cert " + certificate + " needs --tls-key-password-file");
    }
    return KeyFiles.keyStore(certificate, password);
  }

  private @Nullable String password() throws CommandFailure {
    if (passwordFile == null) {
      return null;
    }
    byte[] content = GivenFile.read("--tls-key-password-file", passwordFile);
    return new String(content, StandardCharsets.UTF_8).lines().findFirst().orElse("");
  }

  /// The same TLS with the chosen provider, which is there, and whose files have been read.
  ///
  /// @throws CommandFailure if a file or the provider cannot be used; it says why
  public Tls checked(Tls tls) throws CommandFailure {
    Tls chosen = provider == null ? tls : tls.withProvider(provider.provider());
    try {
      chosen.check();
      return chosen;
    } catch (IOException e) {
      throw CommandFailure.usage("cannot use TLS: " + e.getMessage());
    }
  }
}
