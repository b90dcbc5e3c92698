package dev.heddle.testkit.contract;

import dev.heddle.TlsProvider;
import dev.heddle.fixtures.RequiresOpenSsl;

/// The contract over TLS by OpenSSL on event loops with the best poller that this machine has.
@RequiresOpenSsl
class LoopsOpenSslEngineTest extends LoopsTlsEngineTest {
  @Override
  public TlsProvider tlsProvider() {
    return TlsProvider.OPENSSL;
  }
}
