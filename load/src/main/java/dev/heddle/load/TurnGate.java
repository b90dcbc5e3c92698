package dev.heddle.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Where one target's connections on one lane wait for their slice. Belongs to the lane's loop.
final class TurnGate {
  private final List<Thread> waiting = new ArrayList<>();
  private @Nullable Slice current;
  private @Nullable Thread ender;
  private int turns;
  private int working;
  private boolean over;

  /// Waits for the next slice.
  ///
  /// @return null when there will be none
  @Nullable Slice await() {
    int before = turns;
    waiting.add(Thread.currentThread());
    while (turns == before && !over) {
      LockSupport.park(this);
    }
    return over ? null : current;
  }

  /// A connection has finished its slice.
  void done() {
    if (--working == 0 && ender != null) {
      LockSupport.unpark(ender);
    }
  }

  /// Lets all that wait have a slice.
  void begin(Slice slice) {
    current = slice;
    working += waiting.size();
    wakeAll();
  }

  /// Waits until all have done; they know themselves when the slice is over.
  void awaitDone() {
    ender = Thread.currentThread();
    while (working > 0) {
      LockSupport.park(this);
    }
    ender = null;
    current = null;
  }

  /// There will be no more slices.
  void close() {
    over = true;
    wakeAll();
  }

  private void wakeAll() {
    turns++;
    var threads = List.copyOf(waiting);
    waiting.clear();
    threads.forEach(LockSupport::unpark);
  }
}
