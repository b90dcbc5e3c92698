package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.TlsProvider;
import dev.heddle.fixtures.RequiresOpenSsl;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract over TLS by OpenSSL on virtual threads.
@RequiresOpenSsl
class VirtualOpenSslEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest(
        "virtual",
        Engine::virtual,
        Set.of(
            Ability.HANDLERS, Ability.MANY_AT_ONCE, Ability.DATAGRAMS, Ability.LINGERS_WHEN_WOKEN));
  }

  @Override
  public boolean overTls() {
    return true;
  }

  @Override
  public TlsProvider tlsProvider() {
    return TlsProvider.OPENSSL;
  }
}
