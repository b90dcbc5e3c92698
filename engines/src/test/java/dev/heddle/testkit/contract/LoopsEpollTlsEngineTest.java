package dev.heddle.testkit.contract;

/// The contract over TLS on event loops with epoll.
class LoopsEpollTlsEngineTest extends LoopsEpollEngineTest {
  @Override
  public boolean overTls() {
    return true;
  }
}
