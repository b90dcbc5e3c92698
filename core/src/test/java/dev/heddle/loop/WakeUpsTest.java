package dev.heddle.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heddle.LoopPoller;
import dev.heddle.fixtures.Eventually;
import dev.heddle.loop.epoll.EpollPoller;
import dev.heddle.loop.nio.NioPoller;
import dev.heddle.loop.uring.UringPoller;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WakeUpsTest {
  private final WakeUps wakeUps = new WakeUps();

  /// A poller of which only the wake-ups count.
  private static class Sleeper implements Poller {
    final AtomicInteger woken = new AtomicInteger();

    @Override
    public void wakeup() {
      woken.incrementAndGet();
    }

    @Override
    public String name() {
      return "sleeper";
    }

    @Override
    public void poll(long nanos) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Listener listen(SocketAddress address, int backlog, Accepts accepts) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Transport connect(SocketAddress address, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DatagramSocket bind(SocketAddress address) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  /// One whose first wake-up lasts until it may end.
  private static final class SlowSleeper extends Sleeper {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);

    @Override
    public void wakeup() {
      super.wakeup();
      begun.countDown();
      Eventually.happens(mayEnd);
    }
  }

  @Test
  void aCallerDoesNotWaitForAnothersWakeUpAndIsNotForgotten() throws Exception {
    var sleeper = new SlowSleeper();
    Thread first = Thread.ofPlatform().start(() -> wakeUps.wake(sleeper));
    Eventually.happens(sleeper.begun);
    wakeUps.wake(sleeper); // returns, though the first one has not
    wakeUps.wake(sleeper);
    assertThat(sleeper.woken).hasValue(1);
    sleeper.mayEnd.countDown();
    first.join();
    assertThat(sleeper.woken).as("once more, for both").hasValue(2);
  }

  @Test
  void noneBeginsOnceItIsClosed() {
    var sleeper = new Sleeper();
    wakeUps.wake(sleeper);
    wakeUps.close();
    wakeUps.wake(sleeper);
    assertThat(sleeper.woken).hasValue(1);
  }

  @Test
  void closingWaitsForTheOneThatIsUnderWay() throws Exception {
    var sleeper = new SlowSleeper();
    Thread waking = Thread.ofPlatform().start(() -> wakeUps.wake(sleeper));
    Eventually.happens(sleeper.begun);
    Thread closing = Thread.ofPlatform().start(wakeUps::close);
    assertThat(closing.join(Duration.ofMillis(50))).isFalse();
    sleeper.mayEnd.countDown();
    closing.join();
    waking.join();
    assertThat(sleeper.woken).hasValue(1);
  }

  @Test
  void oneThatFailsDoesNotKeepTheNextFromWaking() {
    var failing =
        new Sleeper() {
          @Override
          public void wakeup() {
            throw new IllegalStateException("no");
          }
        };
    assertThatIllegalStateException().isThrownBy(() -> wakeUps.wake(failing));
    var sleeper = new Sleeper();
    wakeUps.wake(sleeper);
    assertThat(sleeper.woken).hasValue(1);
  }

  /// A monitor around the wake-up stopped a loop for good here, about once in 20,000 rounds: its
  /// thread waited for the monitor, and the next that would get it was a virtual thread of the
  /// loop.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void loopsThatWakeOneLoopByTheirOwnAndTheirVirtualThreadsAllGoOn(LoopPoller kind)
      throws IOException {
    Poller.Factory pollers =
        switch (kind) {
          case URING -> UringPoller::new;
          case EPOLL -> EpollPoller::new;
          case AUTO, NIO -> NioPoller::new;
        };
    List<EventLoop> wakers = new ArrayList<>();
    EventLoop woken = EventLoop.start("heddle-loop-woken", pollers);
    for (int i = 0; i < 3; i++) {
      wakers.add(EventLoop.start("heddle-loop-waker-" + i, pollers));
    }
    for (int round = 0; round < 1_500; round++) {
      var left = new CountDownLatch(wakers.size() * 20 * 2);
      for (EventLoop waker : wakers) {
        for (int i = 0; i < 20; i++) {
          waker.threads().start(() -> woken.execute(left::countDown));
          waker.execute(() -> woken.execute(left::countDown));
        }
      }
      Eventually.happens(left);
    }
    wakers.forEach(EventLoop::stop);
    woken.stop();
  }
}
