package dev.heddle.testkit.contract;

/// The contract over TLS on a thread for each connection.
class ThreadsTlsEngineTest extends ThreadsEngineTest {
  @Override
  public boolean overTls() {
    return true;
  }
}
