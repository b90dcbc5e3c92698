package dev.heddle.loop.uring;

import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Leftovers;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Poller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leftovers.class)
class UringListenerTest {
  private EventLoop loop;
  private LogCapture log;

  @BeforeEach
  void startsALoop() throws IOException {
    log = new LogCapture();
    loop = EventLoop.start("heddle-loop-test", UringPoller::new);
  }

  @AfterEach
  void stopsTheLoop() {
    loop.stop();
    log.close();
  }

  @Test
  void acceptsTheNextConnectionWhateverIsThrownForOne() throws Exception {
    var accepts = new Failing();
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Poller.Listener listener =
        loop.call(() -> {
          Poller.Listener bound = loop.poller().listen(any, 10, accepts);
          bound.resume();
          return bound;
        });
    try {
      for (int i = 1; i <= 3; i++) {
        int number = i;
        try (var _ = connect(listener)) {
          Eventually.that("number " + i + " is accepted", () -> accepts.count.get() == number);
        }
      }
    } finally {
      loop.execute(listener::close);
    }
  }

  private static Socket connect(Poller.Listener listener) throws IOException {
    var address = (InetSocketAddress) listener.address();
    return new Socket(address.getAddress(), address.getPort());
  }

  /// Asks before each accept, and fails with what it is given.
  private static final class Failing implements Poller.Accepts {
    final AtomicInteger count = new AtomicInteger();

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public boolean always() {
      return false;
    }

    @Override
    public void accepted(Poller.Incoming connection) {
      connection.refuse(new byte[0]);
      count.incrementAndGet();
      throw new IllegalStateException("for a test");
    }

    @Override
    public void failed(IOException cause) {
      throw new AssertionError(cause);
    }
  }
}
