package dev.heddle.engine.loops;

import dev.heddle.poll.EventLoop;
import dev.heddle.poll.LoopThreads;
import dev.heddle.poll.nio.NioPoller;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The running loops of one engine. Thread-safe.
final class Loops {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final List<Loop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  /// One loop and the virtual threads that run on it.
  record Loop(EventLoop events, LoopThreads threads) {
    static Loop start() {
      var events = new EventLoop("heddle-loop-" + NUMBERS.incrementAndGet(), NioPoller::new);
      var threads = new LoopThreads(events);
      events.start();
      return new Loop(events, threads);
    }
  }

  /// @throws IllegalStateException if the JVM lacks the option that loops need
  Loops(int count) {
    this.loops = IntStream.range(0, count).mapToObj(i -> Loop.start()).toList();
  }

  /// The loops in turn, so that each gets as many connections as the others.
  Loop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  /// The loop that the caller runs on, if any.
  @Nullable Loop current() {
    for (Loop loop : loops) {
      if (loop.events.inLoop()) {
        return loop;
      }
    }
    return null;
  }

  void stop() {
    loops.forEach(loop -> loop.events.stop());
  }
}
