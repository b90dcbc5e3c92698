package dev.heddle.connection;

import dev.heddle.CloseReason;
import dev.heddle.ConnectionBusyException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.ConnectionEndedException;
import dev.heddle.Limits;
import dev.heddle.MalformedMessageException;
import dev.heddle.jdk.Carriers;
import dev.heddle.text.Durations;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// How one connection ends: for what reason, by which thread, in what order.
///
/// ```
///          close, or a failure             sent, and the peer closed, or the linger
///   OPEN ──────────────────────▶ IN ORDER ──────────────────────────────────────────▶ CLOSED
///     └────────────── broken, idle, overflow, aborted: at once ───────────────────────▶
/// ```
///
/// Thread-safe.
public final class Closing {
  private static final long LEAST_NANOS = 1_000_000;

  /// What a close_notify gets at least: on a busy machine, even a peer that reads takes a while.
  private static final long LEAST_TLS_NANOS = 100_000_000;

  private static final VarHandle CLOSER;
  private static final VarHandle LISTENER;

  static {
    try {
      var lookup = MethodHandles.lookup();
      CLOSER = lookup.findVarHandle(Closing.class, "closer", Thread.class);
      LISTENER = lookup.findVarHandle(Closing.class, "listener", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Ending ending;

  private final StreamConnection connection;
  private final Transport transport;
  private final Output output;
  private final Input input;
  private final long lingerNanos;
  private volatile @Nullable Thread closer;
  private volatile boolean over;
  private volatile boolean unusable;

  @SuppressWarnings("UnusedVariable") // taken by LISTENER
  private volatile @Nullable Runnable listener;

  Closing(
      StreamConnection connection, Transport transport, Input input, Output output, Limits limits) {
    this.connection = connection;
    this.transport = transport;
    this.input = input;
    this.output = output;
    this.lingerNanos = Durations.nanos(limits.linger());
    this.ending = new Ending(limits);
  }

  /// Calls `task` once the connection is closed by this side, on the thread that closes it, unless
  /// that is a loop's own, which must not queue for the locks of the task.
  void onClose(Runnable task) {
    listener = task;
  }

  /// Whether the transport is closed, or will be at once.
  boolean isOver() {
    return over;
  }

  /// Whether it has ended, or is closing gracefully.
  boolean hasBegun() {
    return closer != null || ending.reason() != null;
  }

  /// An outbox has been created, perhaps after the end was signalled to the others.
  void tell(OutboxQueue outbox) {
    if (closer != null) {
      outbox.takeNoMore();
    }
    if (over) {
      outbox.close();
    }
  }

  /// @throws IOException if this side has closed; what the peer did shows when it is tried
  void requireOpen() throws IOException {
    CloseReason reason = ending.reason();
    if (reason != null && (reason != CloseReason.BROKEN || unusable)) {
      throw ending.exception();
    }
    if (closer != null) {
      throw new ConnectionClosedException("closed");
    }
  }

  /// Sorts a transport's error by whose fault it is, and has it decide why the connection ends.
  IOException sorted(IOException error) {
    if (error instanceof ConnectionEndedException || error instanceof SocketTimeoutException) {
      return error;
    }
    ending.callFailed(error);
    if (error instanceof InterruptedIOException || error instanceof ClosedByInterruptException) {
      transport.close(); // as the JDK's channels do when their thread is interrupted
    }
    Thread closing = closer;
    return closing == null || closing.equals(Thread.currentThread())
        ? ending.exception()
        : new ConnectionClosedException("closed");
  }

  /// The stream has ended. If that is the peer's answer to this side's end, this side's reason
  /// counts.
  void requireNotIdle() throws IOException {
    if (ending.reason() == CloseReason.IDLE) {
      throw ending.exception();
    }
  }

  /// Closes at once, for a reason that counts if it is the first.
  ///
  /// @return whether it is
  boolean now(CloseReason reason) {
    return now(reason, null);
  }

  /// Likewise.
  ///
  /// @param cause the exception that led to it; null if there is none
  boolean now(CloseReason reason, @Nullable Throwable cause) {
    boolean first = ending.decide(reason, cause);
    over = true; // before the look at the outbox: a thread that makes one looks here afterwards
    if (ending.resets()) {
      transport.abort();
      connection.freeTls();
    } else if (first
        && reason == CloseReason.IDLE
        && connection.isSecured()
        && !output.isWaiting()) {
      closeSecured();
    } else {
      closeTransport();
    }
    OutboxDrain drain = connection.outboxIfAny();
    if (drain != null) {
      drain.queue.close();
    }
    var task = (Runnable) LISTENER.getAndSet(this, null);
    if (task != null) {
      tell(task);
    }
    return first;
  }

  private void tell(Runnable task) {
    if (Carriers.isCaller()) {
      try {
        transport.execute(task);
        return;
      } catch (Throwable e) { // no memory for it
      }
    }
    task.run();
  }

  /// Tells the peer first that this is the end, on a thread that may wait for it, but not for long:
  /// otherwise it would take the stream for cut short.
  private void closeSecured() {
    try {
      Runnable cancel = closeLate();
      transport.execute(() -> {
        try {
          output.close();
        } catch (IOException e) { // the peer has gone
        } finally {
          cancel.run();
          closeTransport();
        }
      });
    } catch (Throwable e) { // no memory for it
      closeTransport();
    }
  }

  private void closeTransport() {
    transport.close();
    connection.freeTls();
  }

  /// See [Connection#close()].
  void inOrder() throws IOException {
    if (ending.reason() != null || !beginsOrder()) {
      now(CloseReason.ENDED);
      return;
    }
    try {
      if (sendEverything()) {
        linger();
      }
    } catch (ConnectionBusyException e) {
      // As the doc says: at once.
    } catch (IOException e) {
      CloseReason reason = ending.reason();
      if (reason == null
          || reason == CloseReason.BROKEN
          || Thread.currentThread().isInterrupted()) {
        throw sorted(e); // and not if another thread has closed meanwhile, at once
      }
    } finally {
      now(input.gate.isEvicted() ? CloseReason.EVICTED : CloseReason.ENDED);
    }
  }

  /// Closes because the handler has thrown: sends what was written before, as [#inOrder] does, but
  /// gives up on a peer that takes nothing for the linger time. Never throws.
  void afterFailure(CloseReason reason, Throwable cause) {
    try {
      boolean first = ending.decide(reason, cause);
      if (beginsOrder() && first && sendWatched()) {
        linger();
      }
    } catch (Throwable e) { // the handler's failure is what is reported
    } finally {
      now(reason);
    }
  }

  /// See [Connection#closeWithReset()].
  void withReset() {
    try {
      boolean first = ending.decide(CloseReason.ABORTED);
      if (beginsOrder() && first && sendWatched() && input.mayDiscard()) {
        input.discard(lingerNanos); // the output stays open: its end would look like a good one
      }
    } catch (IOException e) { // the peer has gone, or does not read: it gets its reset
    } finally {
      now(CloseReason.ABORTED);
    }
  }

  private boolean sendWatched() throws IOException {
    Housekeeping.Task watch =
        Housekeeping.every(Math.max(lingerNanos, LEAST_NANOS), new Progress());
    try {
      return sendEverything();
    } finally {
      watch.cancel();
    }
  }

  /// Closes if nothing has been sent since the last check.
  private final class Progress implements Runnable {
    private long seen = transport.bytesWritten();

    @Override
    public void run() {
      long sent = transport.bytesWritten();
      if (sent == seen) {
        now(CloseReason.ENDED);
      }
      seen = sent;
    }
  }

  private boolean beginsOrder() {
    return CLOSER.compareAndSet(this, null, Thread.currentThread());
  }

  /// Signals the end of the stream to the peer, and gives it time to read. An evicted connection
  /// does not: its peer was silent, and may well stay so.
  private void linger() throws IOException {
    boolean evicted = input.gate.isEvicted();
    if (connection.isSecured()) {
      endSecured(); // in any case: without its end, the peer takes a TLS stream for cut short
    }
    if (!evicted && input.mayDiscard()) {
      output.close();
      input.discard(lingerNanos);
    }
  }

  /// Says close_notify, which may wait for the peer, but not for long.
  private void endSecured() throws IOException {
    Runnable cancel = closeLate();
    try {
      output.close();
    } finally {
      cancel.run();
    }
  }

  /// @return cancels that, on the same thread or in the same loop
  private Runnable closeLate() {
    return Housekeeping.after(
        transport, Math.max(lingerNanos, LEAST_TLS_NANOS), this::closeTransport);
  }

  /// The handshake has failed: nothing is read or written any more, whatever the handler tries.
  /// Gives the peer time to read the alert.
  ///
  /// @return what the caller is to throw
  IOException handshakeFailed(IOException error) {
    unusable = true;
    if (error instanceof MalformedMessageException) {
      ending.decide(CloseReason.MALFORMED, error);
      return error;
    }
    try {
      if (error instanceof SSLException && ending.reason() == null && input.mayDiscard()) {
        output.close();
        input.discard(lingerNanos);
      }
    } catch (IOException e) {
      error.addSuppressed(e);
    }
    boolean ours =
        error instanceof ClosedChannelException || error instanceof InterruptedIOException;
    return sorted(
        ours && !(error instanceof SocketTimeoutException)
            ? error
            : new SSLException("TLS handshake failed: " + error.getMessage(), error));
  }

  /// @return false if another thread is sending and gets nowhere
  private boolean sendEverything() throws IOException {
    connection.endOutbox();
    if (!lockSending()) {
      return false;
    }
    try {
      output.finish();
      connection.drainOutbox();
      output.awaitSent();
      return true;
    } finally {
      output.sending.unlock();
    }
  }

  /// Waits for the thread that is sending, as long as bytes move.
  private boolean lockSending() {
    try {
      long before;
      do {
        before = connection.progress();
        if (output.sending.tryLock(lingerNanos, TimeUnit.NANOSECONDS)) {
          return true;
        }
      } while (connection.progress() != before);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
