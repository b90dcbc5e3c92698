package dev.heddle.tls;

import dev.heddle.Tls;
import dev.heddle.TlsSession;
import dev.heddle.transport.ForwardingTransport;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS over another transport, the *wire*. Counts the bytes of the application, not those of the
/// wire. While it waits it holds no memory but the engine's own and what has come of a record.
///
/// Its threads are those of [Transport]: one reads, one writes. Both may have something to send,
/// and what the reader has (an answer to a KeyUpdate, say) is sent by a task of its own, because a
/// writer may wait for the peer while the reader must not. [#wrapping] is held from encrypting
/// until the wire has taken the bytes, so that records leave in their order, and for all else that
/// only the wire's one writer may do. The connection's sending lock is taken before it, never
/// after.
public final class TlsTransport extends ForwardingTransport {
  private static final int LARGEST_READ = 64 * 1024;

  /// What the peer may ask for without reading the answers.
  private static final int MOST_REPLIES = 64;

  /// Up to this many bytes are not worth reporting.
  private static final int SMALL = 4 * 1024;

  private final TlsEngine engine;
  private final ReadBuffer received;
  private final ReentrantLock wrapping = new ReentrantLock();
  private final AtomicInteger replies = new AtomicInteger();
  private final long readBefore;
  private final long writtenBefore;
  private final IntConsumer held;
  private int reported;
  private long bytesRead;
  private long bytesWritten;
  private boolean ended;
  private volatile boolean established;
  private volatile boolean awaitsFlight;

  /// @param engine has not begun its handshake
  /// @param readBefore how many bytes the connection has read in plain text
  /// @param held learns by how much the memory of unread and unsent bytes grows or shrinks
  public TlsTransport(Transport wire, TlsEngine engine, long readBefore, IntConsumer held) {
    super(wire);
    this.engine = engine;
    this.received = new ReadBuffer(wire.buffers());
    this.held = held;
    this.readBefore = readBefore;
    this.writtenBefore = wire.bytesWritten();
  }

  /// Shakes hands, on the thread that reads and writes. Nothing can be written unless this returns.
  ///
  /// @param connection names the connection in the log
  /// @param alarm ends the wait for a peer that does not read
  public void handshake(Tls tls, TlsSide side, Object connection, Alarm alarm) throws IOException {
    long begin = System.nanoTime();
    var handshake =
        new Handshake(
            wire,
            engine,
            received,
            this::receiveFlight,
            tls.handshakeTimeout(),
            alarm,
            side.plainTextAnswer());
    try {
      handshake.run();
    } catch (IOException | RuntimeException e) {
      side.listener().failed(connection, handshake.failure(e), e);
      throw e;
    }
    established = true;
    side.listener().completed(engine.session().protocol(), System.nanoTime() - begin);
  }

  /// Whether the handshake has succeeded.
  public boolean isEstablished() {
    return established;
  }

  /// Whether the handshake waits for the peer.
  public boolean awaitsFlight() {
    return awaitsFlight;
  }

  private int receiveFlight(long timeoutNanos) throws IOException {
    awaitsFlight = true;
    try {
      return receive(timeoutNanos);
    } finally {
      awaitsFlight = false;
    }
  }

  /// Waits for what comes next, and reports the memory that is held meanwhile.
  private int receive(long timeoutNanos) throws IOException {
    int unread = received.isEmpty() ? 0 : received.capacity();
    report(wire.keepsRoom() ? received.capacityWithRoom() : unread);
    return wire.read(received, timeoutNanos);
  }

  /// What was negotiated; null before the handshake is over.
  public @Nullable TlsSession session() {
    return established ? engine.session() : null;
  }

  @Override
  public int read(ReadBuffer into, long timeoutNanos) throws IOException {
    if (!established) {
      return discard(timeoutNanos);
    }
    long deadline = timeoutNanos == FOREVER ? 0 : System.nanoTime() + timeoutNanos;
    while (true) {
      int count = decrypt(into);
      if (count != 0) {
        return count;
      }
      into.release();
      count = receive(timeoutNanos == FOREVER ? FOREVER : left(deadline));
      if (count == END) {
        throw new EOFException("the stream was cut short: it ended without TLS's close_notify");
      }
      if (count < 0) {
        return count;
      }
    }
  }

  /// The handshake has failed: what still comes means nothing.
  private int discard(long timeoutNanos) throws IOException {
    int count = wire.read(received, timeoutNanos);
    received.clear();
    return count;
  }

  private static long left(long deadline) {
    return Math.max(1, deadline - System.nanoTime());
  }

  @Override
  public int readMore(ReadBuffer into) throws IOException {
    return Math.max(0, decrypt(into));
  }

  /// Appends what has come, as far as it is whole records.
  ///
  /// @return how many bytes; 0 if there are none; or [#END]
  private int decrypt(ReadBuffer into) throws IOException {
    int count = 0;
    while (count < LARGEST_READ && !ended && (TlsRecord.isThere(received) || receivedMore())) {
      count += decryptRecord(into);
    }
    bytesRead += count;
    report(received.isEmpty() ? 0 : received.capacity());
    return count == 0 && ended ? END : count;
  }

  /// Takes what has come with a read that filled its room.
  private boolean receivedMore() throws IOException {
    return received.wasFilled() && wire.readMore(received) > 0 && TlsRecord.isThere(received);
  }

  private int decryptRecord(ReadBuffer into) throws IOException {
    int count;
    try {
      count = engine.decrypt(received, into);
    } catch (SSLException e) {
      sendAlert(e);
      throw e;
    }
    if (count == TlsEngine.END) {
      ended = true;
      received.clear();
    }
    if (engine.owesReply()) {
      sendReply(count <= 0);
    }
    return Math.max(0, count);
  }

  /// @param asks whether the record asked for something; others only pass while the answer waits
  private void sendReply(boolean asks) throws SSLException {
    int waiting = asks ? replies.getAndIncrement() : replies.getAndUpdate(n -> Math.max(1, n));
    if (waiting >= MOST_REPLIES) {
      throw new SSLException("the peer asks for answers and does not read them");
    }
    if (waiting == 0) { // else a reply is under way that will send this one, too
      wire.execute(this::reply);
    }
  }

  private void reply() {
    wrapping.lock();
    try {
      replies.set(0);
      engine.reply(wire::write);
    } catch (IOException e) {
      // The reader and the writer learn it from their own calls.
    } finally {
      wrapping.unlock();
    }
  }

  /// Tells the peer what was wrong, unless a writer waits for it.
  private void sendAlert(SSLException wrong) {
    if (!wrapping.tryLock()) {
      return;
    }
    try {
      engine.reply(wire::write);
    } catch (IOException e) {
      wrong.addSuppressed(e);
    } finally {
      wrapping.unlock();
    }
  }

  private void report(int bytes) {
    int counts = bytes > SMALL ? bytes : 0;
    if (counts != reported) {
      int change = counts - reported;
      reported = counts;
      held.accept(change);
    }
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    requireEstablished();
    int holds = source.remaining() > SMALL ? RecordBuffers.SIZE : 0;
    becomeWriter();
    try {
      if (holds > 0) {
        held.accept(holds);
      }
      encrypt(source, wire::write);
    } finally {
      wrapping.unlock();
      if (holds > 0) {
        held.accept(-holds);
      }
    }
  }

  @Override
  public boolean accepts() {
    return established && !wrapping.isLocked() && !engine.encryptWaits() && wire.accepts();
  }

  /// On the loop's own thread nothing else has the lock: writers are kept away by the connection,
  /// and replies run on the same loop.
  @Override
  public void offer(ByteBuffer source) throws IOException {
    requireEstablished();
    encrypt(source, wire::offer);
  }

  /// Takes [#wrapping]. An answer that is being sent may wait for the peer, and this for the
  /// answer: an interrupt ends that and closes the connection, as one during the writer's own wait
  /// does.
  private void becomeWriter() throws ClosedByInterruptException {
    if (wrapping.tryLock()) {
      return;
    }
    try {
      wrapping.lockInterruptibly();
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
  }

  private void requireEstablished() throws IOException {
    if (!established) {
      throw new SSLException("no TLS handshake has succeeded");
    }
  }

  private void encrypt(ByteBuffer source, TlsEngine.Sink sink) throws IOException {
    while (source.hasRemaining()) {
      int from = source.position();
      engine.encrypt(source, sink);
      bytesWritten += source.position() - from;
    }
  }

  @Override
  public void awaitSent() throws IOException {
    becomeWriter();
    try {
      wire.awaitSent();
    } finally {
      wrapping.unlock();
    }
  }

  /// Says close_notify, which only ends this side (RFC 8446 §6.1), and ends the wire's output.
  @Override
  public void closeOutput() throws IOException {
    becomeWriter();
    try {
      if (established) {
        engine.closeOutput();
        engine.reply(wire::write);
      }
      wire.closeOutput();
    } finally {
      wrapping.unlock();
    }
  }

  @Override
  public long bytesRead() {
    return readBefore + bytesRead;
  }

  @Override
  public long bytesWritten() {
    return writtenBefore + bytesWritten;
  }

  /// Gives back what the engine holds; reading and writing then throw. The wire is closed already,
  /// or is never used again. Never waits.
  public void free() {
    engine.close();
  }
}
