package dev.heddle.cli.arguments;

import dev.heddle.KeyFiles;
import dev.heddle.Tls;
import dev.heddle.load.crew.PlanForm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options for connecting over TLS. Not thread-safe.
public final class TrustOptions {

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "Trust the certificates in this file in PEM, and those that they have signed. Default:"
              + " those that the Java runtime trusts.")
  @Nullable Path authorities;

  @Option(
      names = "--insecure",
      description = "Accept every certificate, for tests: the connection may be read on its way.")
  boolean insecure;

  @Mixin KeyOptions keys = new KeyOptions();

  public TrustOptions() {}

  /// Whether one of the options is given.
  public boolean isGiven() throws CommandFailure {
    return authorities != null || insecure || keys.isGiven();
  }

  /// What the options ask for, for a command that has `--tls`, too.
  ///
  /// @param wanted whether that is given
  /// @return null if it is not
  /// @throws CommandFailure as [#tls()], and if there are options for TLS without it
  public @Nullable Tls tlsIf(boolean wanted) throws CommandFailure {
    if (!wanted && isGiven()) {
      throw CommandFailure.usage("options for TLS require --tls");
    }
    return wanted ? tls() : null;
  }

  /// What the options ask for.
  ///
  /// @throws CommandFailure if they contradict each other, or a file cannot be used
  public Tls tls() throws CommandFailure {
    if (authorities != null && insecure) {
      throw CommandFailure.usage("--insecure accepts every certificate: omit --tls-ca");
    }
    Tls tls = insecure ? Tls.insecure() : Tls.trustingJdk();
    if (authorities != null) {
      tls = Tls.trusting(authorities);
    }
    List<KeyFiles> own = keys.keys();
    for (KeyFiles key : own) {
      tls = tls.withKey(key);
    }
    return keys.checked(tls);
  }

  /// The same for a worker; see [#tls()].
  ///
  /// @throws CommandFailure if there is a private key, which stays in this process
  public PlanForm.TlsForm form() throws CommandFailure {
    if (!keys.keys().isEmpty()) {
      throw CommandFailure.usage(
          "--tls-cert cannot be combined with --workers: private keys are not sent to them");
    }
    String pem =
        authorities == null
            ? null
            : new String(GivenFile.read("--tls-ca", authorities), StandardCharsets.UTF_8);
    ProviderChoice provider = keys.provider;
    return new PlanForm.TlsForm(insecure, pem, provider == null ? null : provider.name());
  }
}
