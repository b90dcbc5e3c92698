package dev.heddle.loop;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to have a parked virtual thread go on, in nanoseconds: on a loop, on the JDK's
/// scheduler, and what it costs to hand a task to a loop from another thread.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ResumeBenchmark {
  /// So many that the start of the two threads does not count.
  private static final int RESUMES = 20_000;

  private EventLoop loop;
  private LoopThreads threads;

  @Setup
  public void start() throws IOException {
    loop = EventLoop.start("benchmark", _ -> new IdlePoller());
    threads = loop.threads();
  }

  @TearDown
  public void stop() {
    loop.stop();
  }

  /// Two virtual threads of a loop wake each other in turn.
  @Benchmark
  @OperationsPerInvocation(RESUMES)
  public void onLoop() throws InterruptedException {
    pingPong(threads::start);
  }

  /// The same on the JDK's scheduler. Each may run on another core than the one that it wakes.
  @Benchmark
  @OperationsPerInvocation(RESUMES)
  public void onJdkScheduler() throws InterruptedException {
    pingPong(Thread::startVirtualThread);
  }

  /// There and back between two platform threads; the loop sleeps before.
  @Benchmark
  public int callFromOutside() throws IOException {
    return loop.call(() -> 1);
  }

  private static void pingPong(Consumer<Runnable> starter) throws InterruptedException {
    var first = new Player(true);
    var second = new Player(false);
    var done = new CountDownLatch(2);
    for (Player player : new Player[] {first, second}) {
      Player other = player == first ? second : first;
      starter.accept(() -> {
        player.play(other);
        done.countDown();
      });
    }
    done.await();
  }

  /// Waits for its turn, and then makes it the other's.
  private static final class Player {
    private volatile Thread thread;
    private volatile boolean turn;

    Player(boolean begins) {
      this.turn = begins;
    }

    void play(Player other) {
      thread = Thread.currentThread();
      for (int i = 0; i < RESUMES / 2; i++) {
        while (!turn) {
          LockSupport.park(this);
        }
        turn = false;
        other.turn = true;
        LockSupport.unpark(other.thread); // null, and not needed, until it has begun
      }
    }
  }
}
