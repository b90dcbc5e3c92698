package dev.heddle.loop.uring;

import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Poller;
import dev.heddle.loop.uring.RingSize.Pool;
import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/// Rings so small that everything in them runs out all the time: places for submissions and for
/// completions, receive buffers, and what a connection keeps for its reader.
public final class TightRings {
  private static final int SUBMISSIONS = 4;
  private static final int COMPLETIONS = 8;
  private static final int KEPT = 1024;

  private TightRings() {}

  /// Receive buffers are filled bit by bit, if the kernel can.
  public static Poller.Factory bitByBit() {
    return of(new RingSize(SUBMISSIONS, COMPLETIONS, new Pool(4, 512), new Pool(4, 512), KEPT));
  }

  /// Each receive uses up a receive buffer, as with kernels before 6.12.
  public static Poller.Factory whole() {
    return of(new RingSize(SUBMISSIONS, COMPLETIONS, Pool.NONE, new Pool(4, 512), KEPT));
  }

  private static Poller.Factory of(RingSize size) {
    Assumptions.assumeTrue(Available.YES, "this machine does not offer io_uring");
    return loop -> new UringPoller(loop, size);
  }

  /// Whether there is io_uring here.
  private static final class Available {
    static final boolean YES = tried();

    private static boolean tried() {
      try {
        EventLoop.start("heddle-loop-tried", UringPoller::new).stop();
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }
}
