package dev.heddle.engine.polled;

import dev.heddle.LoopView;
import dev.heddle.loop.EventLoop;

/// A loop, to be looked at. Thread-safe.
public record PolledLoop(EventLoop loop) implements LoopView {

  @Override
  public String name() {
    return thread().getName();
  }

  @Override
  public String poller() {
    return loop.poller().name();
  }

  @Override
  public Thread thread() {
    return loop.thread();
  }

  @Override
  public int threads() {
    return loop.carried();
  }

  @Override
  public long turns() {
    return loop.turns();
  }

  @Override
  public boolean isWaiting() {
    return loop.isSleeping();
  }

  @Override
  public boolean carries(Thread virtual) {
    return loop.carries(virtual);
  }
}
