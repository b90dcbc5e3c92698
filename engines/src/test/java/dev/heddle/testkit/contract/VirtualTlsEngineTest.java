package dev.heddle.testkit.contract;

/// The contract over TLS on virtual threads.
class VirtualTlsEngineTest extends VirtualEngineTest {
  @Override
  public boolean overTls() {
    return true;
  }
}
