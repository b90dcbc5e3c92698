package dev.heddle.connection;

import dev.heddle.CloseReason;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.OverflowPolicy;
import dev.heddle.ProxyHeader;
import dev.heddle.TlsSession;
import dev.heddle.jdk.Carriers;
import dev.heddle.text.Durations;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The bounded queue behind an [Outbox].
///
/// A thread that adds to a queue without a drainer wakes one; from then on that drainer is
/// responsible until it finds the queue empty. A thread that is going to drain anyway takes that
/// duty on beforehand, and saves the wake-up:
///
/// ```
///            send: wake, or beginCallback       drained to the end
///   RESTING ─────────────────────────▶ ON DUTY ────────────────────▶ RESTING
/// ```
///
/// Thread-safe: all fields are guarded by `lock`, which is never held while bytes are sent. Only
/// one thread may drain at a time: the connection's sending lock sees to that.
public final class OutboxQueue implements Outbox {
  private static final int BATCH = 16 * 1024;

  private static final VarHandle HOLDERS;
  private static final VarHandle CHARGED_TO;

  static {
    try { // of messages, whose users need not know
      var lookup = MethodHandles.privateLookupIn(Message.class, MethodHandles.lookup());
      HOLDERS = lookup.findVarHandle(Message.class, "holders", int.class);
      CHARGED_TO = lookup.findVarHandle(Message.class, "chargedTo", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Owner owner;
  private final int capacity;
  private final OverflowPolicy policy;
  private final Ending ending;
  private final Share share;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Message> queue = new ArrayDeque<>(4);
  private int pending;
  private int beingSent;
  private @Nullable Message inFlight; // charged, and being sent as it is
  private int uncounted; // messages at the head that are not charged; all after them are
  private boolean onDuty;
  private volatile @Nullable Thread paced;
  private volatile boolean ended;
  private volatile boolean refusing;
  private volatile boolean closed;
  private boolean over;
  private @Nullable Timers timers;
  private long sent;
  private long overflows;

  /// Of few connections.
  private record Timers(Deadline patience, Deadline deadline) {
    void close() {
      patience.close();
      deadline.close();
    }
  }

  /// The connection that it belongs to. Any thread may call.
  public interface Owner {
    long id();

    SocketAddress peer();

    @Nullable ProxyHeader proxyHeader();

    /// Null unless the engine says otherwise: some have no TLS.
    default @Nullable TlsSession tls() {
      return null;
    }

    /// Makes a thread drain soon; called on the sender's thread.
    void wakeDrainer();

    /// Closes the connection at once, for a reason that counts if it is the first; called by the
    /// sender that overflowed it, or when the patience of an end or a deadline is over.
    void disconnect(CloseReason reason, @Nullable Throwable cause);
  }

  /// @param ending decides that an overflow ends the connection, before any thread sees this closed
  public OutboxQueue(Owner owner, Limits limits, Ending ending, Share share) {
    this.owner = owner;
    this.share = share;
    this.capacity = limits.outboxBytes();
    this.policy = limits.overflow();
    this.ending = ending;
  }

  @Override
  public boolean send(Message message) {
    boolean wake = false;
    boolean overflown = false;
    int charge = 0;
    acquire();
    try {
      if (closed || ended || refusing) {
        return false;
      }
      if (message.size() > capacity - pending && !isPaced() && !makeRoomFor(message.size())) {
        overflows++;
        if (policy != OverflowPolicy.DISCONNECT) {
          return false;
        }
        ending.decide(CloseReason.OVERFLOW);
        closed = true;
        overflown = true;
      } else {
        charge = append(message);
        wake = !onDuty;
        onDuty |= wake;
      }
    } finally {
      lock.unlock();
    }
    if (charge > 0) {
      share.budget().charge(charge);
    }
    if (overflown) {
      owner.disconnect(CloseReason.OVERFLOW, null);
    } else if (wake) {
      owner.wakeDrainer();
    }
    return !overflown;
  }

  /// Adds a message. Once more than a little waits, messages are charged: each once, however many
  /// outboxes hold it.
  ///
  /// @return how many bytes to charge, once the lock is free
  private int append(Message message) {
    boolean noneCounted = uncounted == queue.size();
    queue.add(message);
    pending += message.size();
    share.outboxHolds(pending);
    if (noneCounted && Share.counted(pending) == 0) {
      uncounted++;
      return 0;
    }
    if ((int) HOLDERS.getAndAdd(message, 1) > 0) {
      return 0;
    }
    CHARGED_TO.set(message, share.budget());
    return message.size();
  }

  /// The message at the head has left the queue, and its memory is not needed any more.
  private Message removed(Message message) {
    if (isCharged()) {
      release(message);
    }
    return message;
  }

  /// Whether the message that leaves the queue is charged.
  private boolean isCharged() {
    if (uncounted > 0) {
      uncounted--;
      return false;
    }
    return true;
  }

  /// The last outbox that held a message gives its bytes back.
  private static void release(Message message) {
    var chargedTo = (Budget) CHARGED_TO.get(message); // before it may be charged anew
    if ((int) HOLDERS.getAndAdd(message, -1) == 1) {
      chargedTo.charge(-message.size());
    }
  }

  private void releaseInFlight() {
    if (inFlight != null) {
      release(inFlight);
      inFlight = null;
    }
  }

  /// Whether the sender drains next, and does not read on before it has.
  private boolean isPaced() {
    return Thread.currentThread().equals(paced);
  }

  private boolean makeRoomFor(int size) {
    if (policy != OverflowPolicy.DROP_OLDEST || size > capacity) {
      return false;
    }
    while (!queue.isEmpty() && size > capacity - pending) {
      pending -= removed(queue.remove()).size();
      overflows++;
    }
    return size <= capacity - pending;
  }

  /// Takes the next messages, as many as make a good batch, off the queue; what the batch before
  /// this held counts as sent. A batch that is read-only is a message itself, and charged as that.
  ///
  /// @return null, and the drainer is released from duty, when nothing waits
  public @Nullable ByteBuffer nextBatch() {
    acquire();
    try {
      pending -= beingSent;
      beingSent = 0;
      share.outboxHolds(pending);
      releaseInFlight();
      Message first = closed ? null : queue.poll(); // close gives back what waits
      if (first == null) {
        onDuty = false;
        return null;
      }
      boolean charged = isCharged();
      beingSent = first.size();
      sent++;
      if (queue.isEmpty() || first.size() >= BATCH) {
        inFlight = charged ? first : null;
        return first.bytes();
      }
      if (charged) {
        release(first);
      }
      ByteBuffer batch = ByteBuffer.allocate(Math.max(BATCH, first.size()));
      first.copyTo(batch);
      for (Message next; (next = queue.peek()) != null && next.size() <= batch.remaining(); ) {
        removed(queue.remove()).copyTo(batch);
        beingSent += next.size();
        sent++;
      }
      return batch.flip();
    } finally {
      lock.unlock();
    }
  }

  /// The caller runs a callback and then drains: until it has, sending wakes no thread, and what it
  /// sends itself is not bounded, because it waits until that is sent before it reads on.
  ///
  /// @return whether it takes the duty on; false if another thread has it and drains as well
  public boolean beginCallback() {
    acquire();
    try {
      paced = Thread.currentThread();
      boolean takesDuty = !onDuty;
      onDuty = true;
      return takesDuty;
    } finally {
      lock.unlock();
    }
  }

  /// Takes the lock, which is held for a few lines only. Platform threads never queue for it, as
  /// those of loops must not: to check whether the caller is one of these costs more.
  private void acquire() {
    if (Thread.currentThread().isVirtual()) {
      lock.lock();
    } else {
      Carriers.lockAtOnce(lock);
    }
  }

  /// The caller has sent what it wanted to send, and is now going to drain.
  public void endOfCallback() {
    paced = null;
  }

  @Override
  public int pending() {
    acquire();
    try {
      return pending;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void end() {
    end(null);
  }

  @Override
  public void end(@Nullable Message last) {
    boolean wake;
    int charge = 0;
    acquire();
    try {
      if (last != null && !closed && !ended) {
        charge = append(last);
      }
      ended = true;
      wake = !onDuty;
      onDuty |= wake;
    } finally {
      lock.unlock();
    }
    if (charge > 0) {
      share.budget().charge(charge);
    }
    if (wake) {
      owner.wakeDrainer();
    }
  }

  @Override
  public void end(Message last, Duration patience) {
    if (patience.isNegative()) {
      throw new IllegalArgumentException("patience < 0: " + patience);
    }
    end(last);
    timers().patience.moveUp(Durations.nanos(patience));
  }

  /// The patience of [#end(Message, Duration)] is over, and the connection still open.
  private void giveUp() {
    owner.disconnect(CloseReason.ABORTED, null);
  }

  @Override
  public void deadline(@Nullable Duration time) {
    if (time == null) {
      timers().deadline.remove();
    } else if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "a deadline must be more than zero away (null is none): " + time);
    } else {
      timers().deadline.move(Durations.nanos(time));
    }
  }

  private void tooLate() {
    owner.disconnect(CloseReason.IDLE, new SocketTimeoutException("the deadline has passed"));
  }

  private Timers timers() {
    acquire();
    try {
      if (timers == null) {
        timers = new Timers(new Deadline(this::giveUp), new Deadline(this::tooLate));
        if (over) {
          timers.close();
        }
      }
      return timers;
    } finally {
      lock.unlock();
    }
  }

  /// The connection is being closed: what waits is still to be sent, and nothing is added to it but
  /// the last message of [#end(Message)].
  public void takeNoMore() {
    refusing = true;
  }

  /// Whether [#end()] was called and all is sent.
  public boolean isFinished() {
    return ended && pending() == 0;
  }

  /// Whether nothing waits and no thread is about to drain.
  public boolean isIdle() {
    acquire();
    try {
      return !onDuty;
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more, not even a last message, if nothing waits.
  ///
  /// @return false if something waits, and must be sent first
  public boolean closeIfEmpty() {
    acquire();
    try {
      closed |= queue.isEmpty();
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// The connection is over: takes no more, and forgets what waits.
  public void close() {
    Timers unneeded;
    acquire();
    try {
      unneeded = timers;
      over = true;
      closed = true;
      queue.forEach(this::removed);
      releaseInFlight();
      queue.clear();
      pending = 0;
      beingSent = 0;
      share.outboxHolds(0);
    } finally {
      lock.unlock();
    }
    if (unneeded != null) {
      unneeded.close();
    }
  }

  @Override
  public boolean isClosed() {
    return closed || ended || refusing;
  }

  @Override
  public long connectionId() {
    return owner.id();
  }

  @Override
  public SocketAddress peerAddress() {
    return owner.peer();
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return owner.proxyHeader();
  }

  @Override
  public @Nullable TlsSession tls() {
    return owner.tls();
  }

  @Override
  public String toString() {
    return "outbox of connection " + owner.id() + ", " + pending() + " bytes waiting";
  }

  /// Messages sent so far; read without the lock, it is a recent value.
  public long sent() {
    return sent;
  }

  /// Messages that did not fit so far; likewise.
  public long overflows() {
    return overflows;
  }
}
