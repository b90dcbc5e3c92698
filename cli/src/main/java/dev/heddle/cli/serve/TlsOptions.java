package dev.heddle.cli.serve;

import dev.heddle.ClientAuthentication;
import dev.heddle.KeyFiles;
import dev.heddle.Tls;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.KeyOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options of `heddle serve` for TLS. Not thread-safe.
final class TlsOptions {
  @Mixin KeyOptions keys = new KeyOptions();

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description =
          "Reject clients without a certificate that one of those in this file in PEM has signed.")
  @Nullable Path authorities;

  TlsOptions() {}

  /// What the options ask for; null for plain text.
  ///
  /// @throws CommandFailure if they are invalid, or a file cannot be used
  @Nullable Tls tls() throws CommandFailure {
    List<KeyFiles> own = keys.keys();
    if (own.isEmpty()) {
      if (authorities != null) {
        throw CommandFailure.usage("--tls-client-ca requires --tls-cert");
      }
      if (keys.isGiven()) {
        throw CommandFailure.usage("--tls-provider requires --tls-cert");
      }
      return null;
    }
    Tls tls = Tls.of(own.toArray(KeyFiles[]::new));
    if (authorities != null) {
      tls = tls.withTrust(authorities).withClientAuthentication(ClientAuthentication.NEED);
    }
    return keys.checked(tls);
  }
}
