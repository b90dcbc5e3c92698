package dev.heddle.sim.net;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// A world of one thread, whose time passes only when it is told to. Not thread-safe.
public final class ManualTime implements Surroundings {
  private final SplittableRandom random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private String host = "client";
  private long now;
  private long added;

  public ManualTime(long seed) {
    this.random = new SplittableRandom(seed);
  }

  private record Event(long at, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void after(long delay, Runnable event) {
    events.add(new Event(now + delay, added++, event));
  }

  @Override
  public long random() {
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

  /// Lets time pass.
  public void pass(long nanos) {
    long end = now + nanos;
    for (Event first = events.peek(); first != null && first.at <= end; first = events.peek()) {
      next();
    }
    now = end;
  }

  /// Runs events until there are none.
  public void settle() {
    while (!events.isEmpty()) {
      next();
    }
  }

  private void next() {
    Event first = events.remove();
    now = Math.max(now, first.at);
    first.action.run();
  }
}
