package dev.heddle.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.LoopPoller;
import dev.heddle.fixtures.Leftovers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Leftovers.class)
class AwakeTest {
  /// Tells whether the loop seems to wait while it handles a connection.
  private static final class Looks implements Poller.Accepts {
    private final EventLoop loop;
    private final CompletableFuture<Boolean> seemsToWait = new CompletableFuture<>();

    Looks(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public boolean always() {
      return true;
    }

    @Override
    public void accepted(Poller.Incoming connection) {
      connection.refuse(new byte[0]);
      seemsToWait.complete(loop.isSleeping());
    }

    @Override
    public void failed(IOException cause) {
      seemsToWait.completeExceptionally(cause);
    }
  }

  /// Else the observer would take a loop that is stuck there for an idle one.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void aLoopThatHandlesWhatHasComeDoesNotSeemToWait(LoopPoller kind) throws Exception {
    EventLoop loop = EventLoop.start("heddle-loop-test", TestPollers.of(kind));
    var looks = new Looks(loop);
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Poller.Listener listener =
        loop.call(() -> {
          Poller.Listener bound = loop.poller().listen(any, 10, looks);
          bound.resume();
          return bound;
        });
    var address = (InetSocketAddress) listener.address();
    try (var _ = new Socket(address.getAddress(), address.getPort())) {
      assertThat(looks.seemsToWait.get(10, TimeUnit.SECONDS)).isFalse();
    } finally {
      loop.execute(listener::close);
      loop.stop();
    }
  }
}
