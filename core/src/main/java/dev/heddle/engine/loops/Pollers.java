package dev.heddle.engine.loops;

import dev.heddle.LoopPoller;
import dev.heddle.poll.Poller;
import dev.heddle.poll.epoll.EpollPoller;
import dev.heddle.poll.nio.NioPoller;
import dev.heddle.poll.uring.UringPoller;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/// Chooses what a loop waits on.
final class Pollers {
  private static final Logger LOG = System.getLogger("dev.heddle.loop");

  private static final Candidate URING = onLinux("io_uring", UringPoller::new);
  private static final Candidate EPOLL = onLinux("epoll", EpollPoller::new);
  private static final Candidate NIO = new Candidate("NIO", NioPoller::new);
  private static final Poller.Factory BEST = firstOf(URING, EPOLL, NIO);

  private Pollers() {}

  static Poller.Factory of(LoopPoller choice) {
    return switch (choice) {
      case URING -> URING.pollers;
      case EPOLL -> EPOLL.pollers;
      case NIO -> NIO.pollers;
      case AUTO -> BEST;
    };
  }

  /// One kind of poller.
  record Candidate(String name, Poller.Factory pollers) {}

  /// The first of them that is to be had; the log tells once which, if it is not the first, and
  /// why.
  static Poller.Factory firstOf(Candidate... candidates) {
    var told = new AtomicBoolean();
    return loop -> {
      var refusals = new ArrayList<String>();
      for (Candidate candidate : candidates) {
        try {
          Poller poller = candidate.pollers.open(loop);
          if (!refusals.isEmpty() && told.compareAndSet(false, true)) {
            LOG.log(
                Level.INFO, "loops wait by {0}: {1}", candidate.name, String.join("; ", refusals));
          }
          return poller;
        } catch (IOException e) {
          refusals.add(e.getMessage());
        }
      }
      throw new IOException(String.join("; ", refusals));
    };
  }

  private static Candidate onLinux(String name, Poller.Factory pollers) {
    Poller.Factory tried =
        loop -> {
          if (!System.getProperty("os.name").equals("Linux")) {
            throw new IOException("no " + name + ": this is not Linux");
          }
          try {
            return pollers.open(loop);
          } catch (IOException e) {
            throw new IOException("no " + name + " here: " + e.getMessage(), e);
          } catch (LinkageError
              | IllegalCallerException e) { // native access denied, or no such C library
            throw new IOException("no " + name + " here: no native calls: " + e.getMessage(), e);
          }
        };
    return new Candidate(name, tried);
  }
}
