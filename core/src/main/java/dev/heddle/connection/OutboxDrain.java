package dev.heddle.connection;

import dev.heddle.CloseReason;
import dev.heddle.Limits;
import dev.heddle.ProxyHeader;
import dev.heddle.TlsSession;
import dev.heddle.jdk.SafeLog;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Sends what a connection's outbox holds: on the caller's thread, or on one of the engine's, which
/// the first message in an empty outbox wakes.
///
/// Thread-safe. [Output#sending] is held from taking a batch off the queue until it is sent, so
/// that however many drain, the order stays.
final class OutboxDrain implements OutboxQueue.Owner {
  private static final Logger LOG = System.getLogger("dev.heddle.connection");
  private static final long NOTHING_WAITS = Long.MIN_VALUE;

  final OutboxQueue queue;
  private final StreamConnection connection;
  private final Output output;
  private final Transport transport;

  OutboxDrain(
      StreamConnection connection,
      Limits limits,
      Ending ending,
      Share share,
      Output output,
      Transport transport) {
    this.connection = connection;
    this.output = output;
    this.transport = transport;
    this.queue = new OutboxQueue(this, limits, ending, share);
  }

  @Override
  public long id() {
    return connection.id();
  }

  @Override
  public SocketAddress peer() {
    return connection.peerAddress();
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return connection.proxyHeader();
  }

  @Override
  public @Nullable TlsSession tls() {
    return connection.tls();
  }

  @Override
  public void disconnect(CloseReason reason, @Nullable Throwable cause) {
    connection.close(reason, cause);
  }

  @Override
  public void wakeDrainer() {
    try {
      transport.executeSoon(this::drainBriefly, this::drainAside);
    } catch (OutOfMemoryError e) { // nobody will send it: the sender does not pay for that
      fail();
    }
  }

  /// Sends until the queue is empty.
  void drain() {
    if (!queue.isIdle()) {
      drain(Long.MAX_VALUE);
    }
  }

  /// Sends until the queue is empty, and ends it.
  void drainForGood() {
    do {
      drain();
    } while (!queue.closeIfEmpty());
  }

  /// Sends only what is queued now, for others may fill the queue without end. The drainer that
  /// later messages have woken sends those.
  void drainPending() {
    if (!queue.isIdle()) {
      drain(queue.pending());
    }
  }

  /// Sends what waits after a callback, likewise.
  ///
  /// @param onDuty whether no drainer was woken for messages added meanwhile, see
  ///   [OutboxQueue#beginCallback()]
  void drainAfterCallback(boolean onDuty) {
    boolean empty = drain(queue.pending());
    if (onDuty && !empty) {
      wakeDrainer();
    }
  }

  /// @param most how many bytes to send, about
  /// @return whether that was all that the queue held
  private boolean drain(long most) {
    long left = most;
    while (left >= 0) {
      output.sending.lock(); // for long, so that two drains keep the order
      try {
        left = drainUntilOthersWait(left);
      } catch (IOException e) {
        left = NOTHING_WAITS;
        fail();
      } finally {
        output.sending.unlock();
      }
      if (output.sending.hasQueuedThreads()) {
        Thread.yield();
      }
    }
    return left == NOTHING_WAITS;
  }

  /// Messages that were queued before another thread came to send go first; later ones do not delay
  /// it.
  ///
  /// @return what is left of `most`; less than 0 if that has been sent, or [#NOTHING_WAITS]
  private long drainUntilOthersWait(long most) throws IOException {
    long left = most;
    long turn = most;
    boolean awaited = false;
    while (turn >= 0) {
      if (!awaited && output.sending.hasQueuedThreads()) {
        awaited = true;
        turn = Math.min(turn, queue.pending());
      }
      ByteBuffer batch = queue.nextBatch();
      if (batch == null) {
        return NOTHING_WAITS;
      }
      turn -= batch.remaining();
      left -= batch.remaining();
      output.send(batch, !batch.isReadOnly()); // else it is charged already
    }
    return left;
  }

  /// Drains on a thread that is not the handler's: the handler may be waiting to read, and is
  /// notified when the outbox has ended.
  private void drainAside() {
    try {
      drain();
      if (queue.isFinished()) {
        transport.wakeReader();
      }
    } catch (Throwable e) { // or what waits would wait for ever
      fail();
      SafeLog.error(LOG, "heddle-outbox", "sending failed, connection closes", e);
    }
  }

  /// Drains on a thread that must not wait, as far as possible, and leaves the rest to one that
  /// may: most broadcast messages are small, and are sent without a thread of their own.
  private void drainBriefly() {
    boolean drained = false;
    if (output.sending.tryLock()) {
      try {
        while (!drained && output.accepts()) {
          ByteBuffer batch = queue.nextBatch();
          drained = batch == null;
          if (batch != null) {
            output.offer(batch);
          }
        }
      } catch (IOException e) {
        connection.sorted(e);
        drained = true;
        fail();
      } finally {
        output.sending.unlock();
      }
    }
    if (!drained) {
      transport.execute(this::drainAside);
    } else if (queue.isFinished()) {
      transport.wakeReader();
    }
  }

  /// The reason for the end has been decided: the reader learns it from its own call.
  private void fail() {
    queue.close();
    transport.close();
  }
}
