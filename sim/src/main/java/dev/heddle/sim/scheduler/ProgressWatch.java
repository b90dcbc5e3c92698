package dev.heddle.sim.scheduler;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells in the log that a world has stood still for a while of real time, and where: no virtual
/// time passes then, so nothing in the world can end it. The JVM can block so, if the initializer
/// of a class needs a lock that another thread of the world holds, and so can native code.
///
/// Has a thread of its own, from the beginning to [#close].
public final class ProgressWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.heddle.sim");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LOOKS = 4;
  private static final int DEPTH = 12;

  private static volatile @Nullable Scheduler world;

  private final long patienceNanos;
  private final Thread thread;
  private volatile boolean closed;

  private ProgressWatch(Duration patience) {
    patienceNanos = patience.toNanos();
    thread = Thread.ofPlatform().daemon().name("heddle-sim-watch").unstarted(this::watch);
  }

  /// Watches all worlds; none if there is a debugger, which stops them as it likes.
  public static ProgressWatch begin() {
    return begin(PATIENCE);
  }

  static ProgressWatch begin(Duration patience) {
    var watch = new ProgressWatch(patience);
    if (!hasDebugger()) {
      watch.thread.start();
    }
    return watch;
  }

  private static boolean hasDebugger() {
    String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
    return Stream.of(arguments).anyMatch(argument -> argument.startsWith("-agentlib:jdwp"));
  }

  /// This one runs from now on; null for none.
  static void runs(@Nullable Scheduler next) {
    world = next;
  }

  private void watch() {
    long since = System.nanoTime();
    Scheduler seen = null;
    long progress = 0;
    boolean told = false;
    while (!closed) {
      LockSupport.parkNanos(this, patienceNanos / LOOKS);
      Scheduler now = world;
      long made = now == null ? 0 : now.progress();
      if (now == null || now != seen || made != progress) {
        seen = now;
        progress = made;
        since = System.nanoTime();
        told = false;
      } else if (!told && System.nanoTime() - since > patienceNanos) {
        told = true;
        LOG.log(Level.WARNING, text(now));
      }
    }
  }

  private String text(Scheduler still) {
    var text = new StringBuilder("a world of seed ").append(still.seed());
    text.append(" has stood still for ").append(patienceNanos / 1_000_000_000L);
    text.append(" s of real time: nothing in it can go on while this thread waits or computes");
    Task running = still.running();
    if (running != null) {
      text.append("\n  ").append(running.name());
      StackTraceElement[] stack = running.thread.getStackTrace();
      for (int i = 0; i < Math.min(DEPTH, stack.length); i++) {
        text.append("\n    at ").append(stack[i]);
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
