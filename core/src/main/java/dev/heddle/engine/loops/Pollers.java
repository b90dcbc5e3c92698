package dev.heddle.engine.loops;

import dev.heddle.LoopPoller;
import dev.heddle.loop.Poller;
import dev.heddle.loop.epoll.EpollPoller;
import dev.heddle.loop.linux.NativeCalls;
import dev.heddle.loop.nio.NioPoller;
import dev.heddle.loop.uring.UringPoller;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/// Chooses what a loop waits on. Thread-safe.
final class Pollers {
  private static final Logger LOG = System.getLogger("dev.heddle.loop");

  private static final Candidate URING = onLinux("io_uring", UringPoller::new);
  private static final Candidate EPOLL = onLinux("epoll", EpollPoller::new);
  private static final Candidate NIO = new Candidate("NIO", NioPoller::new);
  private static final Poller.Factory BEST = firstOf(URING, EPOLL, NIO);

  private Pollers() {}

  static Poller.Factory of(LoopPoller choice) {
    return switch (choice) {
      case URING -> firstOf(URING);
      case EPOLL -> firstOf(EPOLL);
      case NIO -> firstOf(NIO);
      case AUTO -> BEST;
    };
  }

  /// One kind of poller.
  record Candidate(String name, Poller.Factory pollers) {}

  /// The first of them that is available; the log says once which, if it is not the first, and why.
  static Poller.Factory firstOf(Candidate... candidates) {
    var told = new AtomicBoolean();
    return loop -> {
      Map<String, String> names = new LinkedHashMap<>(); // by the reason why they are unavailable
      for (Candidate candidate : candidates) {
        try {
          Poller poller = candidate.pollers.open(loop);
          if (!names.isEmpty() && told.compareAndSet(false, true)) {
            LOG.log(Level.INFO, "loops use {0}: {1}", candidate.name, unavailable(names));
          }
          return poller;
        } catch (IOException e) {
          names.merge(reason(e), candidate.name, (one, other) -> one + " and " + other);
        }
      }
      throw new IOException(unavailable(names));
    };
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static String unavailable(Map<String, String> names) {
    return names.entrySet().stream()
        .map(refusal ->
            refusal.getValue()
                + (refusal.getValue().contains(" and ") ? " are" : " is")
                + " unavailable: "
                + refusal.getKey())
        .collect(Collectors.joining("; "));
  }

  private static Candidate onLinux(String name, Poller.Factory pollers) {
    Poller.Factory tried =
        loop -> {
          if (!System.getProperty("os.name").equals("Linux")) {
            throw new IOException("this is not Linux");
          }
          NativeCalls.require();
          return pollers.open(loop);
        };
    return new Candidate(name, tried);
  }
}
