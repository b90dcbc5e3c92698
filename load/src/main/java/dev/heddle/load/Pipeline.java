package dev.heddle.load;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Requests at a rate with several under way: a second virtual thread writes each in its time,
/// while the connection's own reads the answers. Both run in the lane's loop, one at a time.
final class Pipeline {
  private final LoadConnection link;
  private final Slice slice;
  private final int place;
  private final Thread reader = Thread.currentThread();
  private @Nullable Thread writer;
  private @Nullable Throwable failure;
  private boolean stopped;
  private long blockedUntil;
  private long sent;

  /// @param sent how many requests the connection has sent in this slice before
  Pipeline(LoadConnection link, Slice slice, int place, long sent) {
    this.link = link;
    this.slice = slice;
    this.place = place;
    this.sent = sent;
    this.blockedUntil = slice.start;
  }

  /// Runs until the slice, or the connection, is over and all is answered.
  void run() throws IOException {
    writer = Thread.startVirtualThread(this::write); // inherits the loop
    try {
      while (link.isOpen() && (writer != null || !link.flight.isEmpty())) {
        if (link.flight.isEmpty()) {
          LockSupport.park(this);
        } else {
          link.receive(slice.tally);
          LockSupport.unpark(writer);
        }
      }
    } finally {
      stopped = true;
      while (writer != null) {
        LockSupport.unpark(writer);
        LockSupport.park(this);
      }
    }
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /// How many requests the connection has sent in this slice.
  long sent() {
    return sent;
  }

  private void write() {
    try {
      for (long due; !stopped && (due = slice.due(place, sent)) < slice.end(); ) {
        awaitDue(due);
        long now = System.nanoTime();
        if (stopped || !slice.takes(now)) {
          return;
        }
        sent++;
        slice.tally.lagged(now - Math.max(due, blockedUntil));
        link.send(due, now, slice.tally);
        link.flush();
        LockSupport.unpark(reader);
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    } finally {
      writer = null;
      LockSupport.unpark(reader);
    }
  }

  /// Waits until the next request is due and there is room for it.
  private void awaitDue(long due) {
    slice.awaitDue(due);
    while (!stopped && link.flight.isFull()) {
      LockSupport.park(this);
      blockedUntil = link.now();
    }
  }
}
