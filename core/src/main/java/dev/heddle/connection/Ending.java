package dev.heddle.connection;

import dev.heddle.CloseReason;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.ConnectionEndedException;
import dev.heddle.IdleTimeoutException;
import dev.heddle.Limits;
import dev.heddle.proxy.HeaderException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Why a connection ends. The first thread that has a reason decides it, **before anything else of
/// the end can be seen**: before the outbox takes no more, before the socket is closed. So a thread
/// that finds the connection closed finds the reason, too, and the figures, the log, readers,
/// writers and [dev.heddle.Protocol#closed] all report the same one.
///
/// Thread-safe.
public final class Ending {
  private static final VarHandle DECISION;

  static {
    try {
      DECISION = MethodHandles.lookup().findVarHandle(Ending.class, "decision", Decision.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Limits limits;
  private volatile @Nullable Decision decision;

  /// A reason and what led to it, published as one.
  private record Decision(CloseReason reason, @Nullable Throwable cause) {}

  // Made beforehand: a connection is closed without taking memory, for there may be none.
  private static final Map<CloseReason, Decision> WITHOUT_CAUSE =
      Arrays.stream(CloseReason.values())
          .collect(Collectors.toUnmodifiableMap(reason -> reason, Ending::withoutCause));

  private static Decision withoutCause(CloseReason reason) {
    return new Decision(reason, null);
  }

  public Ending(Limits limits) {
    this.limits = limits;
  }

  /// Decides the reason, unless another one came first.
  ///
  /// @return whether this is the reason from now on
  public boolean decide(CloseReason reason) {
    return decide(Objects.requireNonNull(WITHOUT_CAUSE.get(reason)));
  }

  /// Decides the reason, likewise.
  ///
  /// @param cause the exception that led to it; null if there is none
  public boolean decide(CloseReason reason, @Nullable Throwable cause) {
    return cause == null ? decide(reason) : decide(new Decision(reason, cause));
  }

  private boolean decide(Decision candidate) {
    return decision == null && DECISION.compareAndSet(this, null, candidate);
  }

  /// A call on the socket has failed: that decides the reason, unless another one came first. A
  /// socket is closed under a call only after a reason has been decided, or because its thread was
  /// interrupted; every other error is the peer's or the network's.
  public void callFailed(IOException error) {
    boolean closedHere =
        error instanceof ClosedChannelException || error instanceof InterruptedIOException;
    CloseReason reason =
        switch (error) {
          case HeaderException refused -> CloseReason.MALFORMED;
          default -> closedHere ? CloseReason.ABORTED : CloseReason.BROKEN;
        };
    decide(reason, error);
  }

  /// The reason; null while none has been decided.
  public @Nullable CloseReason reason() {
    Decision decided = decision;
    return decided == null ? null : decided.reason;
  }

  /// Whether the peer sees a reset: nothing more is sent, and nothing lingers in the system.
  public boolean resets() {
    CloseReason decided = reason();
    return decided == CloseReason.ABORTED
        || decided == CloseReason.OVERFLOW
        || decided == CloseReason.MEMORY;
  }

  /// The exception for readers and writers of the connection that has ended, new for each, because
  /// its stack trace is theirs.
  public ConnectionEndedException exception() {
    Decision decided = decision;
    Throwable cause = decided == null ? null : decided.cause;
    return switch (decided == null ? CloseReason.ENDED : decided.reason) {
      case BROKEN -> broken(cause);
      case IDLE -> idle(cause);
      case MEMORY ->
          new ConnectionClosedException(
              "closed: connections use too much memory, and this one the most");
      case OVERFLOW -> new ConnectionClosedException("closed: the peer does not keep up");
      case ABORTED ->
          new ConnectionClosedException(
              cause == null ? "aborted" : "aborted: its thread was interrupted");
      case ENDED, PROBED, EVICTED, MALFORMED, FAILED -> new ConnectionClosedException("closed");
    };
  }

  /// The cause that belongs to the reason; null if the connection has simply ended.
  public @Nullable Throwable cause() {
    Decision decided = decision;
    if (decided == null) {
      return null;
    }
    return switch (decided.reason) {
      case ENDED, PROBED, EVICTED -> null;
      case MALFORMED, FAILED -> decided.cause;
      default -> exception();
    };
  }

  private static ConnectionEndedException broken(@Nullable Throwable cause) {
    String detail = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
    return new ConnectionBrokenException("broken by the peer or the network" + detail, cause);
  }

  private ConnectionEndedException idle(@Nullable Throwable tooLate) {
    Duration timeout = limits.idleTimeout();
    return timeout == null || tooLate != null
        ? new ConnectionClosedException("closed: timed out")
        : new IdleTimeoutException(timeout);
  }
}
