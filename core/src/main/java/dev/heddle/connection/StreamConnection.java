package dev.heddle.connection;

import dev.heddle.Activity;
import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.ConnectionBusyException;
import dev.heddle.ConnectionEndedException;
import dev.heddle.LengthPrefix;
import dev.heddle.Limits;
import dev.heddle.Outbox;
import dev.heddle.ProxyHeader;
import dev.heddle.Tls;
import dev.heddle.TlsSession;
import dev.heddle.net.Addresses;
import dev.heddle.tls.TlsSide;
import dev.heddle.tls.TlsTransport;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A [Connection] over a [Transport]: reads and writes go through [Input], [Output] and the outbox,
/// and [Closing] ends it. Thread-safe as far as [Connection] says.
public final class StreamConnection implements Connection {
  private static final VarHandle OUTBOX;

  static {
    try {
      OUTBOX =
          MethodHandles.lookup().findVarHandle(StreamConnection.class, "outbox", OutboxDrain.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long id;
  private final Transport transport;
  private final @Nullable ProxyHeader proxyHeader;
  private final Limits limits;
  private final Input input;
  private final Output output;
  private final Closing closing;
  private final Share share;
  private final TlsSide side;
  private volatile @Nullable OutboxDrain outbox;
  private volatile @Nullable TlsTransport secured;
  private volatile boolean evictable = true;

  public StreamConnection(
      long id,
      Transport transport,
      Limits limits,
      Budget budget,
      @Nullable HandlingRecorder handlingTimes,
      TlsSide side) {
    this(id, transport, null, limits, budget, handlingTimes, side);
  }

  /// @param proxyHeader what a proxy has said at the connection's beginning, and the transport has
  ///   left out
  /// @param side which side of the connection this is when TLS starts
  public StreamConnection(
      long id,
      Transport transport,
      @Nullable ProxyHeader proxyHeader,
      Limits limits,
      Budget budget,
      @Nullable HandlingRecorder handlingTimes,
      TlsSide side) {
    this.id = id;
    this.proxyHeader = proxyHeader;
    this.share = new Share(budget);
    this.transport = transport;
    this.side = side;
    this.limits = limits;
    transport.waterMarks(limits.lowWaterMark(), limits.highWaterMark());
    transport.reportKept(this::charge);
    this.input = new Input(this, transport, limits.maxMessageBytes(), handlingTimes);
    this.output = new Output(this, transport, input.gate, limits.highWaterMark());
    this.closing = new Closing(this, transport, input, output, limits);
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public SocketAddress localAddress() {
    return transport.localAddress();
  }

  @Override
  public SocketAddress peerAddress() {
    return transport.peerAddress();
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return proxyHeader;
  }

  @Override
  public @Nullable TlsSession tls() {
    TlsTransport tls = secured;
    return tls == null ? null : tls.session();
  }

  @Override
  public void startTls(Tls tls) throws IOException {
    requireOpen();
    if (secured != null) {
      throw new IllegalStateException("TLS has been started already");
    }
    flush();
    long plain = input.hasWaited() ? transport.bytesRead() : 0; // else it is all TLS already
    var over = new TlsTransport(transport, TlsProviders.engine(tls, side), plain, this::charge);
    try {
      input.secure(over, () -> output.secure(over, () -> handshake(over, tls)));
    } catch (ConnectionEndedException | ConnectionBusyException e) {
      throw e;
    } catch (IOException e) {
      throw closing.handshakeFailed(e);
    } finally {
      if (secured != over) {
        over.free();
      }
    }
  }

  private void handshake(TlsTransport over, Tls tls) throws IOException {
    secured = over;
    if (closing.isOver()) { // perhaps before `secured` could be seen there
      over.free();
    }
    over.handshake(tls, side, this, (nanos, task) -> Housekeeping.after(transport, nanos, task));
  }

  /// Nothing is read or written any more.
  void freeTls() {
    TlsTransport tls = secured;
    if (tls != null) {
      tls.free();
    }
  }

  /// Whether TLS has been started.
  boolean isSecured() {
    return secured != null;
  }

  @Override
  public boolean awaitMessage() throws IOException {
    return input.awaitMessage();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return input.read(target);
  }

  @Override
  public @Nullable String readLine() throws IOException {
    return input.readLine();
  }

  @Override
  public byte @Nullable [] readUntil(byte delimiter) throws IOException {
    return input.readUntil(delimiter);
  }

  @Override
  public byte[] readExactly(int count) throws IOException {
    return input.readExactly(count);
  }

  @Override
  public byte @Nullable [] readFrame(LengthPrefix prefix) throws IOException {
    return input.readFrame(prefix);
  }

  @Override
  public InputStream input() {
    return new ConnectionStreams.ConnectionInputStream(this, input);
  }

  @Override
  public OutputStream output() {
    return new ConnectionStreams.ConnectionOutputStream(this);
  }

  @Override
  public void countMessages(int received, int sent) {
    if (received < 0 || sent < 0) {
      throw new IllegalArgumentException("count < 0: " + received + ", " + sent);
    }
    input.count(received);
    output.count(sent);
  }

  @Override
  public void holds(int bytes) {
    input.holds(bytes);
  }

  @Override
  public void evictable(boolean evictable) {
    this.evictable = evictable;
  }

  @Override
  public void readTimeout(@Nullable Duration timeout) {
    if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
      throw new IllegalArgumentException("timeout must be more than zero: " + timeout);
    }
    input.timeout(timeout);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    output.write(bytes, 0, bytes.length);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    output.write(bytes);
  }

  @Override
  public void writeFile(FileChannel file, long position, long count) throws IOException {
    if (position < 0 || count < 0) {
      throw new IllegalArgumentException("position " + position + ", count " + count);
    }
    output.writeFile(file, position, count);
  }

  @Override
  public void writeText(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void writeLine(String text) throws IOException {
    output.writeLine(text);
  }

  @Override
  public void writeFrame(LengthPrefix prefix, byte[] payload) throws IOException {
    output.write(prefix.frame(payload));
  }

  @Override
  public void flush() throws IOException {
    output.flush();
    OutboxDrain drain = outbox;
    if (drain != null) {
      drain.drainPending();
    }
  }

  @Override
  public Outbox outbox() {
    return outboxDrain().queue;
  }

  OutboxDrain outboxDrain() {
    OutboxDrain existing = outbox;
    if (existing != null) {
      return existing;
    }
    var created = new OutboxDrain(this, limits, closing.ending, share, output, transport);
    var raced = (OutboxDrain) OUTBOX.compareAndExchange(this, null, created);
    OutboxDrain mine = raced == null ? created : raced;
    closing.tell(mine.queue);
    return mine;
  }

  @Override
  public void closeOutput() throws IOException {
    if (!output.isClosed()) {
      output.flush();
      endOutbox();
      drainOutbox();
      output.close();
    }
  }

  @Override
  public void close() throws IOException {
    closing.inOrder();
  }

  @Override
  public void closeWithReset() {
    closing.withReset();
  }

  /// What waits there is still to be sent; others could add to it without end.
  void endOutbox() {
    OutboxDrain drain = outbox;
    if (drain != null) {
      drain.queue.takeNoMore();
    }
  }

  void drainOutbox() {
    OutboxDrain drain = outbox;
    if (drain != null) {
      drain.drainForGood();
    }
  }

  @Override
  public void abort() {
    close(CloseReason.ABORTED);
  }

  @Override
  public String toString() {
    return "connection " + id + " (" + Addresses.text(peerAddress()) + ")";
  }

  /// Closes at once for a reason, which counts if it is the first.
  ///
  /// @return whether it is
  boolean close(CloseReason reason) {
    return closing.now(reason);
  }

  /// Likewise.
  ///
  /// @param cause the exception that led to it; null if there is none
  boolean close(CloseReason reason, @Nullable Throwable cause) {
    return closing.now(reason, cause);
  }

  /// One of its parts holds this many bytes more, or fewer.
  void charge(int bytes) {
    if (!share.change(bytes)) {
      close(CloseReason.MEMORY);
    }
  }

  public Share share() {
    return share;
  }

  /// Closes because the handler has thrown; see [Closing#afterFailure].
  public void closeAfterFailure(CloseReason reason, Throwable cause) {
    closing.afterFailure(reason, cause);
  }

  /// Calls `listener` once the connection is closed by this side, on the thread that closes it or,
  /// if that is a loop's own, on a virtual one of the loop.
  public void onClose(Runnable listener) {
    closing.onClose(listener);
  }

  /// Why it has ended, or is about to.
  Ending ending() {
    return closing.ending;
  }

  void requireOpen() throws IOException {
    closing.requireOpen();
  }

  void requireNotIdle() throws IOException {
    closing.requireNotIdle();
  }

  IOException sorted(IOException error) {
    return closing.sorted(error);
  }

  @Nullable OutboxDrain outboxIfAny() {
    return outbox;
  }

  /// @param held how many bytes of an unfinished message the reader has kept from earlier chunks
  @Nullable ByteBuffer readChunk(boolean boundary, int held) throws IOException {
    return input.readChunk(boundary, held);
  }

  /// Whether nothing more can be read; by the peer's doing or by ours.
  boolean inputEnded() {
    return input.isEnded();
  }

  /// Whether the peer has ended its side.
  boolean peerEnded() {
    return input.isPeerEnded();
  }

  void flushBeforeWaiting() throws IOException {
    output.flushBeforeWaiting();
  }

  /// Ends the connection at the next message boundary, as a draining server does.
  void endInput() {
    if (input.gate.end()) {
      transport.wakeReader();
    }
  }

  /// Ends the connection if it waits for its next message, and nothing else is under way.
  ///
  /// @return whether it does
  boolean evict() {
    TlsTransport tls = secured;
    if (tls != null && tls.awaitsFlight() && input.gate.evictUnserved()) {
      close(CloseReason.EVICTED);
      return true;
    }
    boolean ends = evictable && !output.isWaiting() && input.gate.evict();
    if (ends) {
      transport.wakeReader();
    }
    return ends;
  }

  Activity activity() {
    if (closing.hasBegun()) {
      return Activity.CLOSING;
    }
    if (output.isWaiting()) {
      return Activity.WRITING;
    }
    return input.gate.isWaiting() ? Activity.READING : Activity.RUNNING;
  }

  /// The handler, which began then, has returned.
  public void handled(long since) {
    input.handlerEnds(since);
  }

  /// Whether its handshake is under way, which has a time limit of its own.
  boolean isShakingHands() {
    TlsTransport tls = secured;
    return tls != null && !tls.isEstablished();
  }

  /// Whether the connection waits for its peer, to read or to be read.
  boolean isWaiting() {
    TlsTransport tls = secured;
    if (tls != null && !tls.isEstablished()) {
      return tls.awaitsFlight();
    }
    return input.gate.isWaiting() || output.isWaiting();
  }

  /// The bytes of a message whose rest is waited for; a recent value.
  int unfinished() {
    return input.unfinished();
  }

  /// Grows with each byte that moves.
  long progress() {
    return transport.bytesRead() + transport.bytesWritten();
  }

  Traffic traffic() {
    OutboxDrain drain = outbox;
    OutboxQueue queue = drain == null ? null : drain.queue;
    TlsTransport tls = secured;
    Transport counts = tls == null ? transport : tls;
    return new Traffic(
        input.messages(),
        output.messages() + (queue == null ? 0 : queue.sent()),
        counts.bytesRead(),
        counts.bytesWritten(),
        queue == null ? 0 : queue.overflows());
  }
}
