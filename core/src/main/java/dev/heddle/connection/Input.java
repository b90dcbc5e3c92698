package dev.heddle.connection;

import dev.heddle.ConnectionBusyException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.LengthPrefix;
import dev.heddle.MalformedMessageException;
import dev.heddle.ReadTimeoutException;
import dev.heddle.UnterminatedMessageException;
import dev.heddle.text.Durations;
import dev.heddle.tls.TlsTransport;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The reading half of a connection: waits for bytes, and has a [MessageCutter] cut them into
/// messages.
///
/// Belongs to the connection's one reader; [#gate] is what others may touch.
final class Input {
  private static final int LARGEST_CHUNK = 64 * 1024;

  final ReadGate gate = new ReadGate();

  private final StreamConnection connection;
  private Transport transport;
  private final MessageCutter cutter;
  private final ReadBuffer buffer;
  private boolean keepsRoom;
  private final @Nullable HandlingRecorder handlingTimes;

  private long timeoutNanos = Transport.FOREVER;
  private boolean explicitMessages;
  private boolean ended;
  private boolean peerEnded;
  private int held;
  private int charged;
  private long messages;
  private boolean handlerCounts;
  private boolean begun; // a message that awaitMessage has seen, and nothing of it is read yet

  private long waits;
  private long handlingSince; // 0 while it is not measured
  private long handlingFrom;

  /// @param handlingTimes records how long the handler takes; null if times are not recorded
  Input(
      StreamConnection connection,
      Transport transport,
      int maxMessageBytes,
      @Nullable HandlingRecorder handlingTimes) {
    this.connection = connection;
    this.transport = transport;
    this.keepsRoom = transport.keepsRoom();
    this.cutter = new MessageCutter(maxMessageBytes);
    this.buffer = new ReadBuffer(transport.buffers());
    this.handlingTimes = handlingTimes;
    this.waits = connection.id(); // so that of short connections, too, a sample is measured
  }

  void timeout(@Nullable Duration timeout) {
    timeoutNanos = timeout == null ? Transport.FOREVER : Durations.nanos(timeout);
  }

  long messages() {
    return messages;
  }

  /// How many bytes of a message have come, if the reader waits for the rest of it. May be called
  /// from any thread, and is then a recent value.
  int unfinished() {
    return gate.isMidMessage() ? held + buffer.size() : 0;
  }

  /// The handler holds that many bytes of a message and reads the rest next.
  void holds(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes < 0: " + bytes);
    }
    held = bytes;
  }

  /// Charges what the buffer and the reader hold, if it has changed and is not small.
  private void charge(int bytes) {
    int counts = Share.counted((int) Math.min(Integer.MAX_VALUE, (long) bytes + held));
    if (counts != charged) {
      int change = counts - charged;
      charged = counts;
      connection.charge(change);
    }
  }

  private void count() {
    if (explicitMessages ? begun : !handlerCounts) {
      begun = false;
      messages++;
    }
  }

  /// The handler has read this many messages, and counts them itself from here on.
  void count(int received) {
    handlerCounts = true;
    begun = false;
    messages += received;
  }

  /// Whether the peer may still be sending and only the caller reads that: from here on, nothing
  /// reads it.
  boolean mayDiscard() throws ConnectionBusyException {
    return !peerEnded && (ended || gate.claim());
  }

  boolean awaitMessage() throws IOException {
    if (!claim()) {
      return false;
    }
    try {
      explicitMessages = true;
      boolean there = begin(true, deadline());
      begun = there && !handlerCounts;
      return there;
    } finally {
      gate.release();
    }
  }

  int read(ByteBuffer target) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    if (!claim()) {
      return Transport.END;
    }
    try {
      if (!begin(!explicitMessages, deadline())) {
        return Transport.END;
      }
      takeWhatIsThere(target.remaining());
      count();
      return buffer.moveTo(target);
    } finally {
      gate.release();
    }
  }

  int read(byte[] target, int offset, int length) throws IOException {
    return read(ByteBuffer.wrap(target, offset, length));
  }

  /// The bytes that are there; waits if there are none; valid until the next read. Null at the end.
  ///
  /// @param kept how many bytes of an unfinished message the reader has from earlier chunks
  @Nullable ByteBuffer readChunk(boolean boundary, int kept) throws IOException {
    if (!claim()) {
      return null;
    }
    held = kept;
    try {
      if (!begin(boundary, deadline())) {
        return null;
      }
      takeWhatIsThere(LARGEST_CHUNK);
      int size = Math.min(buffer.size(), LARGEST_CHUNK);
      ByteBuffer chunk = ByteBuffer.wrap(buffer.array(), buffer.offset(), size);
      buffer.skip(size);
      count();
      return chunk;
    } finally {
      gate.release();
    }
  }

  /// A first read has little room. Bytes that arrived together are returned together: a reader
  /// without any framing may take them for a message.
  private void takeWhatIsThere(int most) throws IOException {
    while (buffer.wasFilled() && buffer.size() < Math.min(most, LARGEST_CHUNK)) {
      try {
        if (transport.readMore(buffer) == 0) {
          return;
        }
      } catch (IOException e) {
        throw connection.sorted(e);
      }
    }
  }

  /// Whether nothing more will be read.
  boolean isEnded() {
    return ended;
  }

  /// Whether the peer ended it.
  boolean isPeerEnded() {
    return peerEnded;
  }

  int available() {
    return buffer.size();
  }

  @Nullable String readLine() throws IOException {
    if (!claim()) {
      return null;
    }
    try {
      int length = findEnd((byte) '\n', true);
      if (length < 0) {
        return null;
      }
      try {
        return MessageCutter.takeLine(buffer, length);
      } finally {
        count();
      }
    } finally {
      gate.release();
    }
  }

  byte @Nullable [] readUntil(byte delimiter) throws IOException {
    if (!claim()) {
      return null;
    }
    try {
      int length = findEnd(delimiter, false);
      if (length < 0) {
        return null;
      }
      if (length == buffer.size()) {
        throw new UnterminatedMessageException(buffer.take(length));
      }
      byte[] message = MessageCutter.takeDelimited(buffer, length);
      count();
      return message;
    } finally {
      gate.release();
    }
  }

  byte[] readExactly(int count) throws IOException {
    if (count < 0) {
      throw new IllegalArgumentException("count < 0: " + count);
    }
    if (!claim()) {
      throw ended(count);
    }
    try {
      long deadline = deadline();
      if (!skipRest(deadline)) {
        throw ended(count);
      }
      require(count, deadline);
      count();
      return buffer.take(count);
    } finally {
      gate.release();
    }
  }

  byte @Nullable [] readFrame(LengthPrefix prefix) throws IOException {
    if (!claim()) {
      return null;
    }
    try {
      long deadline = deadline();
      if (!begin(!explicitMessages, deadline)) {
        return null;
      }
      // Nothing is consumed before everything is there, so that a read that has timed out can be
      // repeated.
      int size;
      while ((size = cutter.frameSize(buffer, prefix)) > buffer.size()) {
        require(size, deadline);
      }
      count();
      return MessageCutter.takeFrame(buffer, prefix, size);
    } finally {
      gate.release();
    }
  }

  /// Reads from `tls` from here on, once `handshake` has been run.
  ///
  /// @throws MalformedMessageException if bytes have arrived that were sent before: an attacker
  ///   between the two may have inserted them
  void secure(TlsTransport tls, Handshaking handshake) throws IOException {
    if (!claim()) {
      throw new ConnectionClosedException("reading has ended");
    }
    try {
      if (!buffer.isEmpty()) {
        throw new MalformedMessageException(
            buffer.size() + " bytes were sent in plain text after the request to start TLS");
      }
      buffer.release();
      Transport plain = transport;
      readFrom(tls);
      gate.shakeHands();
      try {
        handshake.run();
      } catch (ConnectionBusyException e) { // nothing has been sent, and plain text goes on
        readFrom(plain);
        throw e;
      } finally {
        gate.received();
      }
    } finally {
      gate.release();
    }
  }

  private void readFrom(Transport next) {
    transport = next;
    keepsRoom = next.keepsRoom();
  }

  /// What is done while nothing else reads.
  @FunctionalInterface
  interface Handshaking {
    void run() throws IOException;
  }

  /// Reads and forgets until the peer has closed its side, for `nanos` at the most.
  void discard(long nanos) throws IOException {
    long deadline = System.nanoTime() + nanos;
    int count;
    do {
      buffer.clear();
      long left = deadline - System.nanoTime();
      count = left <= 0 ? Transport.TIMED_OUT : readOrEnd(left);
    } while (count > 0 || count == Transport.WOKEN);
  }

  private int readOrEnd(long nanos) throws IOException {
    try {
      return transport.read(buffer, nanos);
    } catch (EOFException e) { // cut short, but nobody wants the rest
      return Transport.END;
    }
  }

  private boolean claim() throws IOException {
    connection.requireOpen();
    try {
      return gate.claim();
    } catch (ConnectionBusyException e) {
      connection.requireOpen(); // the other reader may be a close, which waits for the peer's end
      throw e;
    }
  }

  /// The length of the line, or of the message that ends with `delimiter`; of the rest of the
  /// stream; or -1 if the stream has ended.
  private int findEnd(byte delimiter, boolean line) throws IOException {
    long deadline = deadline();
    if (!skipRest(deadline)) {
      return -1;
    }
    for (int scanned = 0; ; ) {
      int length =
          line
              ? cutter.lineLength(buffer, scanned)
              : cutter.delimitedLength(buffer, delimiter, scanned);
      if (length >= 0) {
        return length;
      }
      scanned = buffer.size();
      if (!fill(scanned == 0 && !explicitMessages, deadline)) {
        return scanned == 0 ? -1 : scanned;
      }
    }
  }

  /// Waits for the first byte of a message, if it is not there.
  ///
  /// @return false at the end of the stream
  private boolean begin(boolean boundary, long deadline) throws IOException {
    return skipRest(deadline) && (!buffer.isEmpty() || fill(boundary, deadline));
  }

  /// Waits until `count` bytes are there. Makes room as they come, not as they were announced: a
  /// peer cannot make us allocate.
  private void require(int count, long deadline) throws IOException {
    while (buffer.size() < count) {
      if (!fill(false, deadline)) {
        throw ended(count);
      }
    }
  }

  private static EOFException ended(int count) {
    return new EOFException(MessageCutter.cutShort(count));
  }

  private boolean skipRest(long deadline) throws IOException {
    while (!cutter.skipRest(buffer)) {
      if (!fill(false, deadline)) {
        return false;
      }
    }
    return true;
  }

  /// Waits for more bytes.
  ///
  /// @return false at the end of the stream, or at a message boundary when the server drains
  private boolean fill(boolean boundary, long deadline) throws IOException {
    if (ended) {
      return false;
    }
    if (!gate.await(boundary)) {
      connection.flushBeforeWaiting();
      ended = true;
      return false;
    }
    int count;
    boolean wanted;
    try {
      connection.flushBeforeWaiting();
      handled();
      charge(keepsRoom ? buffer.capacityWithRoom() : buffer.isEmpty() ? 0 : buffer.capacity());
      count = transport.read(buffer, timeLeft(deadline));
    } catch (IOException e) {
      throw connection.sorted(e);
    } finally {
      wanted = gate.received();
    }
    charge(buffer.capacity());
    handling();
    if (!wanted) {
      buffer.clear();
      ended = true;
      return false;
    }
    if (count == Transport.TIMED_OUT) {
      throw new ReadTimeoutException(
          "nothing arrived for " + Durations.text(Duration.ofNanos(timeoutNanos)));
    }
    peerEnded = count == Transport.END;
    if (peerEnded) {
      connection.requireNotIdle();
    }
    ended = peerEnded || count == Transport.WOKEN;
    return !ended;
  }

  /// The handler resumes with what has arrived: samples how long it takes.
  private void handling() {
    if (HandlingRecorder.isSample(++waits) && handlingTimes != null) {
      handlingSince = System.nanoTime();
      handlingFrom = messages;
    }
  }

  /// The handler has dealt with what it read, if that was at least a message.
  private void handled() {
    if (handlingSince != 0) {
      if (messages != handlingFrom && handlingTimes != null) {
        handlingTimes.record(System.nanoTime() - handlingSince);
      }
      handlingSince = 0;
    }
  }

  /// Whether it has ever waited for bytes; before that, the handler has none.
  boolean hasWaited() {
    return waits != connection.id();
  }

  /// The handler has returned; if it never waited to read, its whole run counts as handling.
  void handlerEnds(long began) {
    if (!hasWaited() && handlingTimes != null) {
      handlingTimes.record(System.nanoTime() - began);
    } else {
      handled();
    }
  }

  private long deadline() {
    return timeoutNanos == Transport.FOREVER ? 0 : System.nanoTime() + timeoutNanos;
  }

  private long timeLeft(long deadline) {
    return timeoutNanos == Transport.FOREVER
        ? Transport.FOREVER
        : Math.max(1, deadline - System.nanoTime());
  }
}
