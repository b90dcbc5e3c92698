package dev.heddle.engine.loops;

import dev.heddle.LoopPoller;
import dev.heddle.poll.EventLoop;
import dev.heddle.poll.Poller;
import dev.heddle.poll.nio.NioPoller;
import dev.heddle.poll.uring.UringPoller;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/// Chooses what a loop waits on.
final class Pollers {
  private static final Logger LOG = System.getLogger("dev.heddle.loop");
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private Pollers() {}

  static Poller.Factory of(LoopPoller choice) {
    return switch (choice) {
      case URING -> Pollers::uring;
      case NIO -> NioPoller::new;
      case AUTO -> Pollers::best;
    };
  }

  private static Poller best(EventLoop loop) throws IOException {
    try {
      return uring(loop);
    } catch (IOException e) {
      if (TOLD.compareAndSet(false, true)) {
        LOG.log(Level.INFO, "loops wait by NIO: {0}", e.getMessage());
      }
      return new NioPoller(loop);
    }
  }

  private static Poller uring(EventLoop loop) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new IOException("io_uring is Linux' own");
    }
    try {
      return new UringPoller(loop);
    } catch (IOException e) {
      throw new IOException("no io_uring here: " + e.getMessage(), e);
    } catch (LinkageError
        | IllegalCallerException e) { // native access denied, or no such C library
      throw new IOException("no native calls here: " + e.getMessage(), e);
    }
  }
}
