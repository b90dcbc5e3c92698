package dev.heddle.testkit.contract;

import dev.heddle.TlsProvider;
import dev.heddle.fixtures.RequiresOpenSsl;

/// The contract over TLS by OpenSSL on a thread for each connection.
@RequiresOpenSsl
class ThreadsOpenSslEngineTest extends ThreadsTlsEngineTest {
  @Override
  public TlsProvider tlsProvider() {
    return TlsProvider.OPENSSL;
  }
}
