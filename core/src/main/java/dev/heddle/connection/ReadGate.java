package dev.heddle.connection;

import dev.heddle.ConnectionBusyException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Which thread is reading, and whether reading may be ended now.
///
/// A drain may end a connection's input only while its reader waits at a message boundary; the
/// reader and the drain race for that by compare-and-set, so that a request is either answered or
/// was never read.
///
/// ```
///              claim                 await(boundary)
///      FREE ─────────▶ CLAIMED ─────────────────────▶ AT_BOUNDARY ──end────▶ ENDED
///        ◀───────────         ◀─────────────────────             ──evict──▶ EVICTED
///             release │            received                                  (for good)
///                     ├─await(mid-message)─▶ MID_MESSAGE ───received──▶ CLAIMED
///                     ╰─shakeHands─────────▶ SHAKING_HANDS ─received──▶ CLAIMED
///                                                          ─evictUnserved──▶ EVICTED
/// ```
///
/// Thread-safe: one reader (a second is rejected) and any number of threads that call [#end] or
/// [#evict].
final class ReadGate {
  private static final int FREE = 0;
  private static final int CLAIMED = 1;
  private static final int AT_BOUNDARY = 2;
  private static final int MID_MESSAGE = 3;
  private static final int SHAKING_HANDS = 4;
  private static final int ENDED = 5; // from here on, reading has ended
  private static final int EVICTED = 6;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(ReadGate.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int state;
  private volatile boolean ending;

  /// Becomes the reader.
  ///
  /// @return false when reading has ended
  boolean claim() throws ConnectionBusyException {
    if (STATE.compareAndSet(this, FREE, CLAIMED)) {
      return true;
    }
    if (state >= ENDED) {
      return false;
    }
    throw new ConnectionBusyException("another thread is reading from this connection");
  }

  void release() {
    if (state < ENDED) {
      STATE.setRelease(this, FREE);
    }
  }

  /// The reader is about to wait.
  ///
  /// @return false when reading has been ended, and nothing must be waited for
  boolean await(boolean boundary) {
    state = boundary ? AT_BOUNDARY : MID_MESSAGE; // volatile: the writer looks at it, see Output
    return !(boundary && ending && STATE.compareAndSet(this, AT_BOUNDARY, ENDED));
  }

  /// The reader begins a handshake, which is no message; it ends with [#received].
  void shakeHands() {
    state = SHAKING_HANDS;
  }

  /// The reader continues.
  ///
  /// @return false if reading was ended meanwhile, and the received bytes must be ignored
  boolean received() {
    int waiting = state;
    return waiting < ENDED && STATE.compareAndSet(this, waiting, CLAIMED);
  }

  /// Ends reading at the next message boundary.
  ///
  /// @return whether the reader was waiting at one and must be woken
  boolean end() {
    ending = true;
    return STATE.compareAndSet(this, AT_BOUNDARY, ENDED);
  }

  /// Ends reading if the reader waits at a message boundary now.
  ///
  /// @return whether it does, and must be woken
  boolean evict() {
    return STATE.compareAndSet(this, AT_BOUNDARY, EVICTED);
  }

  /// Ends reading if the reader shakes hands now.
  ///
  /// @return whether it does, and must be woken
  boolean evictUnserved() {
    return STATE.compareAndSet(this, SHAKING_HANDS, EVICTED);
  }

  boolean isEvicted() {
    return state == EVICTED;
  }

  boolean isWaiting() {
    int now = state;
    return now == AT_BOUNDARY || now == MID_MESSAGE || now == SHAKING_HANDS;
  }

  boolean isMidMessage() {
    return state == MID_MESSAGE;
  }

  boolean isEnding() {
    return ending;
  }
}
