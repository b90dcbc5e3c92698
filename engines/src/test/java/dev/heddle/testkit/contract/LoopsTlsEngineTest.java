package dev.heddle.testkit.contract;

/// The contract over TLS on event loops with the best poller that this machine has.
class LoopsTlsEngineTest extends LoopsEngineTest {
  @Override
  public boolean overTls() {
    return true;
  }
}
