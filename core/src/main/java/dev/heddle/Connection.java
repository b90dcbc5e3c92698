package dev.heddle;

import dev.heddle.engine.Budget;
import dev.heddle.engine.Ending;
import dev.heddle.engine.HandlingRecorder;
import dev.heddle.engine.OutboxQueue;
import dev.heddle.engine.Share;
import dev.heddle.engine.Traffic;
import dev.heddle.transport.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One connection, as a handler sees it: blocking reads that return whole messages, and buffered
/// writes.
///
/// **Threads.** One thread reads and one thread writes at a time; they may be the same. A second
/// reader or writer gets a [ConnectionBusyException] and disturbs nobody. [#outbox()], [#close()]
/// and [#abort()] may be called from any thread.
///
/// **Writing.** Writes are gathered and sent together: when enough has come together, by
/// [#flush()], and **by itself before a read that has to wait**. So a handler that answers requests
/// never needs to flush, and pipelined requests are answered in one go. A writer parks while its
/// peer does not read.
///
/// **Reading.** A line, a frame or a delimited message longer than [Limits#maxMessageBytes()] is a
/// [MessageTooLargeException]; the connection can then go on with the next one. Every read may
/// throw [ConnectionClosedException] (this side closed it), [ConnectionBrokenException] (the peer
/// or the network did), [IdleTimeoutException], or, where a [#readTimeout] is set,
/// [java.net.SocketTimeoutException]. After the last of these the connection is still usable and
/// what had come of the message is kept.
///
/// **Draining.** A server that drains ends a connection where it waits for the first byte of a
/// message: the read returns the end of the stream. Each line, frame, delimited message and plain
/// read counts as a message, unless the handler says where its messages begin with
/// [#awaitMessage()]. Once one has begun, its reads are left alone.
public final class Connection implements Closeable {
  private static final VarHandle OUTBOX;

  static {
    try {
      OUTBOX = MethodHandles.lookup().findVarHandle(Connection.class, "outbox", OutboxDrain.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long id;
  private final Transport transport;
  private final Limits limits;
  private final Input input;
  private final Output output;
  private final Closing closing;
  private final Share share;
  private volatile @Nullable OutboxDrain outbox;
  private volatile boolean evictable = true;

  Connection(
      long id,
      Transport transport,
      Limits limits,
      Budget budget,
      @Nullable HandlingRecorder handlingTimes) {
    this.id = id;
    this.share = new Share(budget);
    this.transport = transport;
    this.limits = limits;
    transport.waterMarks(limits.lowWaterMark(), limits.highWaterMark());
    transport.reportKept(this::charge);
    this.input = new Input(this, transport, limits.maxMessageBytes(), handlingTimes);
    this.output = new Output(this, transport, input.gate, limits.highWaterMark());
    this.closing = new Closing(this, transport, input, output, limits);
  }

  /// The connection's number, as the log names it; unique in this process.
  public long id() {
    return id;
  }

  public SocketAddress localAddress() {
    return transport.localAddress();
  }

  public SocketAddress peerAddress() {
    return transport.peerAddress();
  }

  /// Waits until the next message begins. A handler whose messages are made of several reads (a
  /// header, then a body) calls this before each, so that a drain ends the connection between two
  /// messages and never inside of one.
  ///
  /// @return false at the end of the stream, or when the server drains
  public boolean awaitMessage() throws IOException {
    return input.awaitMessage();
  }

  /// Reads what is there, at least a byte, waiting for it if need be.
  ///
  /// @return how many bytes were read, or -1 at the end of the stream
  public int read(ByteBuffer target) throws IOException {
    return input.read(target);
  }

  /// Reads a line. It ends in `\n` or `\r\n`, which are not returned; a last line without them is a
  /// line, too, as it is for [java.io.BufferedReader].
  ///
  /// @return the line, or null at the end of the stream
  /// @throws java.nio.charset.CharacterCodingException if the line is not UTF-8; the next read
  ///   begins at the next line
  public @Nullable String readLine() throws IOException {
    return input.readLine();
  }

  /// Reads up to a delimiter, which is not returned. What the stream ends with counts as delimited.
  ///
  /// @return the bytes, or null at the end of the stream
  public byte @Nullable [] readUntil(byte delimiter) throws IOException {
    return input.readUntil(delimiter);
  }

  /// Reads `count` bytes, however they come. [Limits#maxMessageBytes()] does not apply.
  ///
  /// @throws java.io.EOFException if the stream ends before that
  public byte[] readExactly(int count) throws IOException {
    return input.readExactly(count);
  }

  /// Reads a frame: a length of four bytes, most significant first, and so many bytes.
  ///
  /// @return the frame's bytes, or null at the end of the stream
  /// @throws java.io.EOFException if the stream ends inside of a frame
  public byte @Nullable [] readFrame() throws IOException {
    return input.readFrame();
  }

  /// The bytes to read as a stream. What was read here is not seen by the methods above and the
  /// other way round, but both may be used in turn. Closing it closes the connection.
  public InputStream input() {
    return new ConnectionStreams.Input(this, input);
  }

  /// The bytes to write as a stream, buffered as all writes are. Closing it half-closes: see
  /// [#closeOutput()].
  public OutputStream output() {
    return new ConnectionStreams.Output(this);
  }

  /// Counts messages in [ServerStats]. For handlers whose messages are not what one call reads or
  /// writes: from here on those calls do not count, and only what is said here does, and what is
  /// sent by the outbox. Such a handler begins with zeros, before it reads. Nothing else changes.
  ///
  /// For the thread that reads (`received`), and the one that writes (`sent`).
  ///
  /// @param received how many messages more have been read
  /// @param sent how many messages more have been written
  public void countMessages(int received, int sent) {
    input.count(received);
    output.count(sent);
  }

  /// For a handler that puts a message together from several reads: how many bytes of it it has so
  /// far, 0 when the message is complete. They count in [Limits#maxBufferedBytes()] and in
  /// [ConnectionView#unfinished()]. For the thread that reads, before its next read.
  public void holds(int bytes) {
    input.holds(bytes);
  }

  /// Whether a server that is full may close this connection while it waits for a message: see
  /// [FullPolicy#EVICT_IDLE]. So it may, unless a handler says otherwise: for a client that is
  /// being served though it asks for nothing, as one that gets events or listens to a chat. For any
  /// thread.
  public void evictable(boolean evictable) {
    this.evictable = evictable;
  }

  /// Sets how long each of the following reads may take from its call to its return.
  ///
  /// @param timeout more than zero, or null for as long as it takes (the default)
  public void readTimeout(@Nullable Duration timeout) {
    if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
      throw new IllegalArgumentException("timeout must be more than zero: " + timeout);
    }
    input.timeout(timeout);
  }

  /// Writes the bytes.
  public void write(byte[] bytes) throws IOException {
    output.write(bytes, 0, bytes.length);
  }

  /// Writes the buffer's remaining bytes, which are consumed.
  public void write(ByteBuffer bytes) throws IOException {
    output.write(bytes);
  }

  /// Writes the text in UTF-8, as it is.
  public void writeText(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes the text in UTF-8 and a `\n`.
  public void writeLine(String text) throws IOException {
    output.writeLine(text);
  }

  /// Writes a frame as [#readFrame()] reads it.
  public void writeFrame(byte[] payload) throws IOException {
    output.writeFrame(payload);
  }

  /// Sends what has been written, and what waits in the outbox now. It is then on its way: on some
  /// engines, up to the high-water mark of it may still wait in this process when this returns.
  public void flush() throws IOException {
    output.flush();
    OutboxDrain drain = outbox;
    if (drain != null) {
      drain.drainPending();
    }
  }

  /// The way to write from any other thread; see [Outbox].
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

  /// Flushes and tells the peer that nothing more will come. Reading goes on. Does nothing the
  /// second time.
  public void closeOutput() throws IOException {
    if (!output.isClosed()) {
      output.flush();
      endOutbox();
      drainOutbox();
      output.close();
    }
  }

  /// Closes in good order: sends what was written, tells the peer, and gives it [Limits#linger()]
  /// to read that and close its side, too, so that no answer is lost to a reset. Where another
  /// thread is reading or writing just now, there is no order to keep: its call throws a
  /// [ConnectionClosedException] and the connection closes at once; so it does where another thread
  /// is sending and the peer takes nothing for the linger's time. What this call itself sends waits
  /// for the peer as any write does: see [Limits#idleTimeout()].
  ///
  /// The connection is closed when this returns, even if it throws.
  @Override
  public void close() throws IOException {
    closing.inOrder();
  }

  /// Closes so that the peer does not take what it has got for the whole: sends what was written,
  /// gives the peer [Limits#linger()] to read it, and then resets the connection. For an answer
  /// that cannot be completed, when earlier ones must not be lost. A peer that takes nothing for
  /// the linger's time is not waited for. For the thread that reads and writes.
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

  /// Closes at once: the peer sees a reset, and whatever was not sent is lost.
  public void abort() {
    close(CloseReason.ABORTED);
  }

  @Override
  public String toString() {
    return "connection " + id + " with " + peerAddress();
  }

  /// Closes at once for a reason, which counts if it is the first.
  ///
  /// @return whether it is
  boolean close(CloseReason reason) {
    return closing.now(reason);
  }

  /// One of its parts holds so many bytes more, or fewer.
  void charge(int bytes) {
    if (!share.change(bytes)) {
      close(CloseReason.MEMORY);
    }
  }

  Share share() {
    return share;
  }

  /// Closes because of what the handler has let out; see [Closing#afterFailure].
  void closeAfterFailure(CloseReason reason, Throwable cause) {
    closing.afterFailure(reason, cause);
  }

  /// Calls `listener` once the connection is closed by this side, on the thread that closes it.
  void onClose(Runnable listener) {
    closing.onClose(listener);
  }

  /// Why it has ended, or is about to.
  Ending ending() {
    return closing.ending;
  }

  void requireOpen() throws IOException {
    closing.requireOpen();
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
  void handled(long since) {
    input.handlerEnds(since);
  }

  /// Whether the connection waits for its peer, to read or to be read.
  boolean isWaiting() {
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
    return new Traffic(
        input.messages(),
        output.messages() + (queue == null ? 0 : queue.sent()),
        transport.bytesRead(),
        transport.bytesWritten(),
        queue == null ? 0 : queue.overflows());
  }
}
