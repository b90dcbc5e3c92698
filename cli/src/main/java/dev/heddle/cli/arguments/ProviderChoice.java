package dev.heddle.cli.arguments;

import dev.heddle.TlsProvider;

/// The providers of TLS by their names on the command line.
public enum ProviderChoice {
  jdk(TlsProvider.JDK),
  openssl(TlsProvider.OPENSSL);

  private final TlsProvider provider;

  ProviderChoice(TlsProvider provider) {
    this.provider = provider;
  }

  public TlsProvider provider() {
    return provider;
  }
}
