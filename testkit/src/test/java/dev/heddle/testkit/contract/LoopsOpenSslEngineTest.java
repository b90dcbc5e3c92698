package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.TlsProvider;
import dev.heddle.fixtures.RequiresOpenSsl;
import dev.heddle.testkit.contract.EngineUnderTest.Ability;
import java.util.EnumSet;

/// The contract over TLS by OpenSSL on event loops with the best poller that this machine has.
@RequiresOpenSsl
class LoopsOpenSslEngineTest extends EngineContract {
  @Override
  public EngineUnderTest engineUnderTest() {
    return new EngineUnderTest("loops", () -> Engine.loops(2), EnumSet.allOf(Ability.class));
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
