package dev.heddle.testkit.contract;

import dev.heddle.TlsProvider;
import dev.heddle.fixtures.RequiresOpenSsl;

/// The contract over TLS by OpenSSL on virtual threads.
@RequiresOpenSsl
class VirtualOpenSslEngineTest extends VirtualTlsEngineTest {
  @Override
  public TlsProvider tlsProvider() {
    return TlsProvider.OPENSSL;
  }
}
