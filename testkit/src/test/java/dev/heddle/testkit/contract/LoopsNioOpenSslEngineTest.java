package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.TlsProvider;
import dev.heddle.fixtures.RequiresOpenSsl;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.Set;

/// The contract over TLS by OpenSSL on event loops with the JDK's selectors.
@RequiresOpenSsl
class LoopsNioOpenSslEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest(
        "loops-nio",
        () -> Engine.loops(2, LoopPoller.NIO),
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
