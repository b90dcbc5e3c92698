package dev.heddle.sim.net;

import java.util.SplittableRandom;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A world of real threads and real time. Thread-safe.
public final class RealTime implements Surroundings, AutoCloseable {
  private final long began = System.nanoTime();
  private final SplittableRandom random;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
  private volatile String host = "here";

  public RealTime(long seed) {
    this.random = new SplittableRandom(seed);
  }

  @Override
  public long nanos() {
    return System.nanoTime() - began;
  }

  @Override
  public void after(long delay, Runnable event) {
    timer.schedule(event, delay, TimeUnit.NANOSECONDS);
  }

  @Override
  public synchronized long random() {
    return random.nextLong();
  }

  @Override
  public String host() {
    return host;
  }

  /// What opens sockets from now on runs on this host.
  public void at(String host) {
    this.host = host;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
