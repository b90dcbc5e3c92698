package dev.heddle.watch;

import dev.heddle.eyes.Finding;
import dev.heddle.eyes.OwnJvm;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Watches the threads of its own program, and reports each hang when it begins and when it ends:
/// in the log (`dev.heddle.watch`), as events of the JDK's Flight Recorder
/// (`dev.heddle.ThreadFinding`) and by [ThreadMetrics].
///
/// ```java
/// try (var watch = ThreadWatch.start()) {
///   new ThreadMetrics(watch).bindTo(registry);
///   serve();
/// }
/// ```
///
/// It has one daemon thread. At each interval, it glances at all threads, without their stacks; it
/// inspects them closely only if two glances show some stalled in the same way. Thread-safe.
public final class ThreadWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.heddle.watch");
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Builder options;
  private final Board board = new Board();
  private final Thread thread;
  private volatile boolean isClosed;
  private final AtomicLong glances = new AtomicLong();
  private @Nullable Throwable failure; // of the last round; belongs to the thread

  private ThreadWatch(Builder options) {
    this.options = options;
    thread = Thread.ofPlatform().daemon().name("heddle-watch").unstarted(this::run);
  }

  /// Starts one with the usual intervals.
  public static ThreadWatch start() {
    return builder().start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /// The settings of a watch. Not thread-safe.
  public static final class Builder {
    private Duration interval = Duration.ofSeconds(5);
    private Duration stuckAfter = Duration.ofSeconds(30);

    private Builder() {}

    /// The time between two glances, 5 s by default. What hangs is reported after two to three of
    /// them.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public Builder every(Duration interval) {
      this.interval = positive("interval", interval);
      return this;
    }

    /// For how long a thread may wait for a lock, or a platform thread for a monitor, before that
    /// is reported; 30 s by default.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public Builder stuckAfter(Duration time) {
      this.stuckAfter = positive("stuckAfter", time);
      return this;
    }

    private static Duration positive(String name, Duration time) {
      if (!time.isPositive()) {
        throw new IllegalArgumentException(name + " must be more than zero: " + time);
      }
      return time;
    }

    /// Returns at once; the watch begins in some tenths of a second.
    public ThreadWatch start() {
      var watch = new ThreadWatch(copy());
      watch.thread.start();
      return watch;
    }

    private Builder copy() {
      var copy = new Builder();
      copy.interval = interval;
      copy.stuckAfter = stuckAfter;
      return copy;
    }
  }

  /// How many findings of this kind are open now.
  public int open(Finding.Kind kind) {
    return board.open(kind);
  }

  /// How many findings of this kind there were in all.
  public long soFar(Finding.Kind kind) {
    return board.soFar(kind);
  }

  /// How many there were.
  long glances() {
    return glances.get();
  }

  private void run() {
    try {
      Rounds rounds = open();
      while (!isClosed) {
        Thread.sleep(options.interval);
        round(rounds);
      }
    } catch (InterruptedException e) {
      // It is closed.
    } catch (Throwable e) { // a LinkageError, too
      LOG.log(Level.WARNING, "threads are not watched: unsupported JDK", e);
    }
  }

  private Rounds open() throws InterruptedException {
    OwnJvm jvm = OwnJvm.open();
    if (jvm.missing().isEmpty()) {
      LOG.log(
          Level.INFO,
          "watching the threads of this program every {0} ms",
          Long.toString(options.interval.toMillis()));
    } else {
      LOG.log(Level.WARNING, "{0}", jvm.missing());
    }
    return new Rounds(jvm, board, options.interval, options.stuckAfter);
  }

  /// What goes wrong in one round must not end the watch, not even an Error: the program may have
  /// run out of memory for a moment, so that even the log fails. It is logged in the next round.
  private void round(Rounds rounds) throws InterruptedException {
    try {
      Throwable last = failure;
      failure = null;
      if (last != null) {
        LOG.log(Level.WARNING, "sampling the threads failed; the watch continues", last);
      }
      rounds.next();
      glances.incrementAndGet();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      failure = e;
    }
  }

  /// Ends the watch, and waits for its thread for a second at the most: the log may hang, which
  /// must not keep the program from ending. Findings that are open are not reported again.
  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
