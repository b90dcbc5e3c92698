package dev.heddle.testkit.contract;

import dev.heddle.TlsProvider;
import dev.heddle.fixtures.RequiresOpenSsl;

/// The contract over TLS by OpenSSL on event loops with the JDK's selectors.
@RequiresOpenSsl
class LoopsNioOpenSslEngineTest extends LoopsNioTlsEngineTest {
  @Override
  public TlsProvider tlsProvider() {
    return TlsProvider.OPENSSL;
  }
}
