package dev.heddle.loop;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a timer costs among many others, in nanoseconds.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TimersBenchmark {
  private static final long IDLE_TIMEOUT = TimeUnit.SECONDS.toNanos(60);
  private static final long SOON = TimeUnit.MILLISECONDS.toNanos(1);
  private static final Runnable NOTHING = () -> {};

  /// How many timers there are: one per connection.
  @Param({"100", "100000"})
  int connections;

  private Timers timers;
  private Timers.Timer[] idle;
  private int next;

  @Setup
  public void add() {
    timers = new Timers();
    idle = new Timers.Timer[connections];
    for (int i = 0; i < connections; i++) {
      idle[i] = timers.add(IDLE_TIMEOUT, NOTHING);
    }
  }

  /// An idle timeout begins anew: the oldest timer is dropped, and one that is due last is added.
  @Benchmark
  public void move() {
    idle[next].cancel();
    idle[next] = timers.add(IDLE_TIMEOUT, NOTHING);
    next = (next + 1) % connections;
  }

  /// A deadline that is met: one that is due before all others is added, and dropped.
  @Benchmark
  public void addAndCancelSoonest() {
    timers.add(SOON, NOTHING).cancel();
  }

  /// A sleep that ends: added, due, and run.
  @Benchmark
  public void addAndRun() {
    timers.add(0, NOTHING);
    timers.runExpired(System.nanoTime(), Runnable::run);
  }
}
