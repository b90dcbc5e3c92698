package dev.heddle.testkit.contract;

/// The contract over TLS on event loops with the JDK's selectors.
class LoopsNioTlsEngineTest extends LoopsNioEngineTest {
  @Override
  public boolean overTls() {
    return true;
  }
}
