package dev.heddle.cluster;

import dev.heddle.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stream in a world, as the servers' one is seen by its clients: messages take their time, and
/// an answer may be lost, whether the message is stored or not, or will be. Thread-safe.
final class WorldStream implements StreamMessages {
  private final World world;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final List<Stream.Stored> messages = new ArrayList<>();
  private boolean closed;

  WorldStream(World world) {
    this.world = world;
  }

  @Override
  public String name() {
    return "world";
  }

  @Override
  public boolean isReadable() {
    return true;
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public Stream.Outcome publish(String subject, byte[] body) throws InterruptedException {
    return publish(subject, -1, body);
  }

  @Override
  public Stream.Outcome publish(String subject, long expected, byte[] body)
      throws InterruptedException {
    delay();
    int fate = world.random().nextInt(10);
    if (fate == 0) {
      Thread _ =
          world.run(
              "late",
              () -> {
                delay();
                store(subject, expected, body);
              });
      return new Stream.Outcome.Unknown("no answer");
    }
    Stream.Outcome outcome =
        fate == 1 ? new Stream.Outcome.Unknown("no leader") : store(subject, expected, body);
    delay();
    return fate == 2 ? new Stream.Outcome.Unknown("no answer") : outcome;
  }

  private void delay() throws InterruptedException {
    Thread.sleep(world.random().nextInt(20));
  }

  private Stream.Outcome store(String subject, long expected, byte[] body) {
    lock.lock();
    try {
      Stream.Stored last = last(subject);
      if (expected >= 0 && expected != (last == null ? 0 : last.sequence())) {
        return new Stream.Outcome.Outrun();
      }
      messages.add(new Stream.Stored(subject, messages.size() + 1, body));
      changed.signalAll();
      return new Stream.Outcome.Stored(messages.size());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long lastSequence() {
    lock.lock();
    try {
      return messages.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long firstSequence() {
    return 1;
  }

  @Override
  public Stream.@Nullable Stored last(String subject) {
    lock.lock();
    try {
      return messages.isEmpty() ? null : messages.getLast(); // the world has one topic
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Stream.@Nullable Stored next(String subject, long sequence) {
    lock.lock();
    try {
      int index = (int) Math.max(sequence, 1) - 1;
      return index < messages.size() ? messages.get(index) : null;
    } finally {
      lock.unlock();
    }
  }

  Reader reader() {
    return new Reader();
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Reads the stream in order, one message after the other, each after a while.
  final class Reader {
    private volatile long position;
    private volatile boolean paused;

    /// Reads nothing until it is resumed.
    void pause(boolean pauses) {
      paused = pauses;
    }

    long position() {
      return position;
    }

    void start(Consumer<Stream.Stored> each) {
      Thread _ =
          world.run(
              "reader",
              () -> {
                for (Stream.Stored next; (next = await()) != null; ) {
                  delay();
                  while (paused) {
                    Thread.sleep(10);
                  }
                  each.accept(next);
                  position = next.sequence();
                }
              });
    }

    private Stream.@Nullable Stored await() throws InterruptedException {
      lock.lock();
      try {
        while (messages.size() == position && !closed) {
          changed.await();
        }
        return closed ? null : messages.get((int) position);
      } finally {
        lock.unlock();
      }
    }
  }
}
