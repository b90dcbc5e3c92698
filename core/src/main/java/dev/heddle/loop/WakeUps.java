package dev.heddle.loop;

import java.util.concurrent.atomic.AtomicReference;

/// The wake-ups of a loop, one at a time, without a lock: a poller may need one (the JDK's selector
/// has a monitor), and a loop's own thread that queued for it behind a virtual thread which only
/// that loop can run would wait for ever. So a caller that finds another caller waking the loop
/// returns, and that one wakes the loop once more.
///
/// ```
///   IDLE ──wake──▶ WAKING ──wake by another──▶ AGAIN
///     ◀─────done──        ◀──────done, again──
///     ──close──▶ CLOSED
/// ```
///
/// Thread-safe.
final class WakeUps {
  private enum State {
    IDLE,
    WAKING,
    AGAIN,
    CLOSED
  }

  private final Runnable wakeUp;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  /// @param wakeUp called by one thread at a time
  WakeUps(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  /// Wakes the loop, or leaves that to the caller that is doing it; does nothing once closed.
  void wake() {
    if (!begins()) {
      return;
    }
    try {
      do {
        state.set(State.WAKING); // what was asked for up to here, the next line does
        wakeUp.run();
      } while (!state.compareAndSet(State.WAKING, State.IDLE));
    } catch (Throwable e) {
      state.set(State.IDLE);
      throw e;
    }
  }

  /// @return false if another caller does it, or nobody is to do it any more
  private boolean begins() {
    while (true) {
      switch (state.get()) {
        case IDLE -> {
          if (state.compareAndSet(State.IDLE, State.WAKING)) {
            return true;
          }
        }
        case WAKING -> {
          if (state.compareAndSet(State.WAKING, State.AGAIN)) {
            return false;
          }
        }
        case AGAIN, CLOSED -> {
          return false;
        }
      }
    }
  }

  /// Waits until no wake-up is under way; none begins after this.
  void close() {
    while (!state.compareAndSet(State.IDLE, State.CLOSED)) {
      Thread.yield();
    }
  }
}
