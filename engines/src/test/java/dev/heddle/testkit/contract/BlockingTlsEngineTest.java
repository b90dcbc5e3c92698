package dev.heddle.testkit.contract;

/// The contract over TLS on one thread.
class BlockingTlsEngineTest extends BlockingEngineTest {
  @Override
  public boolean overTls() {
    return true;
  }
}
