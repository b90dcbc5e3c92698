package dev.heddle.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heddle.LoopPoller;
import dev.heddle.fixtures.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WakeUpsTest {
  private final AtomicInteger woken = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  private void wakeSlowly() {
    woken.incrementAndGet();
    begun.countDown();
    Eventually.happens(mayEnd);
  }

  @Test
  void aCallerDoesNotWaitForAnothersWakeUpAndIsNotForgotten() throws Exception {
    var wakeUps = new WakeUps(this::wakeSlowly);
    Thread first = Thread.ofPlatform().start(wakeUps::wake);
    Eventually.happens(begun);
    wakeUps.wake(); // returns, though the first one has not
    wakeUps.wake();
    assertThat(woken).hasValue(1);
    mayEnd.countDown();
    first.join();
    assertThat(woken).as("once more, for both").hasValue(2);
  }

  @Test
  void noneBeginsOnceItIsClosed() {
    var wakeUps = new WakeUps(woken::incrementAndGet);
    wakeUps.wake();
    wakeUps.close();
    wakeUps.wake();
    assertThat(woken).hasValue(1);
  }

  @Test
  void closingWaitsForTheOneThatIsUnderWay() throws Exception {
    var wakeUps = new WakeUps(this::wakeSlowly);
    Thread waking = Thread.ofPlatform().start(wakeUps::wake);
    Eventually.happens(begun);
    Thread closing = Thread.ofPlatform().start(wakeUps::close);
    assertThat(closing.join(Duration.ofMillis(50))).isFalse();
    mayEnd.countDown();
    closing.join();
    waking.join();
    assertThat(woken).hasValue(1);
  }

  @Test
  void oneThatFailsDoesNotKeepTheNextFromWaking() {
    var wakeUps =
        new WakeUps(() -> {
          if (woken.incrementAndGet() == 1) {
            throw new IllegalStateException("no");
          }
        });
    assertThatIllegalStateException().isThrownBy(wakeUps::wake);
    wakeUps.wake();
    assertThat(woken).hasValue(2);
  }

  /// A monitor around the wake-up stopped a loop for good here, about once in 20,000 rounds: its
  /// thread waited for the monitor, and the next that would get it was a virtual thread of the
  /// loop.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void loopsThatWakeOneLoopByTheirOwnAndTheirVirtualThreadsAllGoOn(LoopPoller kind)
      throws IOException {
    Poller.Factory pollers = TestPollers.of(kind);
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
