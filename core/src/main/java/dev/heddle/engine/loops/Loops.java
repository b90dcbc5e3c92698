package dev.heddle.engine.loops;

import dev.heddle.LoopView;
import dev.heddle.engine.polled.PolledLoop;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Poller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The running loops of one engine. Thread-safe.
final class Loops {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final List<EventLoop> loops = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final CopyOnWriteArrayList<Runnable> listeners;
  private final AtomicBoolean failed = new AtomicBoolean();

  /// @param listeners are notified when one of the loops has failed
  /// @throws IllegalStateException if the JVM lacks the option that loops need
  /// @throws UncheckedIOException if a loop's poller could not be opened
  Loops(
      int count,
      Poller.Factory pollers,
      long busyPollNanos,
      CopyOnWriteArrayList<Runnable> listeners) {
    this.listeners = listeners;
    try {
      for (int i = 0; i < count; i++) {
        String name = "heddle-loop-" + NUMBERS.incrementAndGet();
        EventLoop loop = EventLoop.start(name, pollers, busyPollNanos);
        loops.add(loop);
        loop.threads(); // fails now, if it fails
        loop.addFailureListener(this::failed);
      }
    } catch (IOException e) {
      stop();
      throw new UncheckedIOException(e);
    } catch (Throwable e) { // "unable to create native thread", say
      stop();
      throw e;
    }
  }

  /// Notifies once: after the first failure, servers and clients use other loops.
  private void failed(Throwable cause) {
    if (failed.compareAndSet(false, true)) { // first: who is notified may start a server
      listeners.forEach(Runnable::run); // which needs no memory
    }
  }

  /// Whether one of them has failed, so that they should get nothing new to do.
  boolean hasFailed() {
    return failed.get();
  }

  /// The loops in turn, so that each gets as many connections as the others.
  EventLoop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  /// The loop that the caller runs on, if any.
  @Nullable EventLoop current() {
    for (EventLoop loop : loops) {
      if (loop.inLoop()) {
        return loop;
      }
    }
    return null;
  }

  List<EventLoop> all() {
    return List.copyOf(loops);
  }

  List<LoopView> views() {
    return loops.stream().<LoopView>map(PolledLoop::new).toList();
  }

  void stop() {
    loops.forEach(EventLoop::stop);
  }
}
