package dev.heddle.connection;

import dev.heddle.ConnectionBusyException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.tls.TlsTransport;
import dev.heddle.transport.Buffers;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/// The writing half of a connection: gathers what its writer writes and sends it in one go.
///
/// The buffer belongs to the thread that has claimed it: the writer for the length of its call, or
/// briefly the reader, which sends what it finds before it waits. [#sending] is held while bytes
/// are handed to the transport, so that the outbox never tears a write apart.
final class Output {
  private static final int LARGEST = 16 * 1024;
  private static final byte[] NONE = new byte[0];
  private static final int FREE = 0;
  private static final int WRITER = 1;
  private static final int TAKEN = 2;
  private static final VarHandle CLAIM;

  static {
    try {
      CLAIM = MethodHandles.lookup().findVarHandle(Output.class, "claim", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final ReentrantLock sending = new ReentrantLock();

  private final StreamConnection connection;
  private Transport transport; // replaced with sending held
  private final ReadGate reader;
  private final int largest;
  private final Buffers buffers;

  private volatile int claim;
  private volatile boolean closed;

  private byte[] buffer = NONE;
  private int count;
  private long messages;
  private boolean handlerCounts;

  Output(StreamConnection connection, Transport transport, ReadGate reader, int highWaterMark) {
    this.connection = connection;
    this.transport = transport;
    this.reader = reader;
    this.largest = Math.min(LARGEST, highWaterMark);
    this.buffers = transport.buffers();
  }

  long messages() {
    return messages;
  }

  private void count() {
    if (!handlerCounts) {
      messages++;
    }
  }

  /// The handler has written this many messages, and counts them itself from here on.
  void count(int sent) {
    handlerCounts = true;
    messages += sent;
  }

  /// Whether a writer waits for the peer to read.
  boolean isWaiting() {
    return sending.isLocked();
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    claim();
    try {
      append(bytes, offset, length);
      count();
    } finally {
      release();
    }
  }

  void write(ByteBuffer source) throws IOException {
    claim();
    try {
      int length = source.remaining();
      if (makeRoom(length)) {
        source.get(buffer, count, length);
        count += length;
      } else {
        send(source);
      }
      count();
    } finally {
      release();
    }
  }

  void writeLine(String text) throws IOException {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    claim();
    try {
      if (makeRoom(encoded.length + 1)) {
        append(encoded, 0, encoded.length);
        buffer[count++] = '\n';
      } else {
        byte[] line = new byte[encoded.length + 1];
        System.arraycopy(encoded, 0, line, 0, encoded.length);
        line[encoded.length] = '\n';
        send(ByteBuffer.wrap(line));
      }
      count();
    } finally {
      release();
    }
  }

  /// Sends what is in the buffer and bytes of a file, which the system moves if it can. The outbox
  /// comes before both or after both: the buffer may hold the header of the file.
  void writeFile(FileChannel file, long position, long count) throws IOException {
    claim();
    try {
      sending.lock(); // for all of it: it is one message
      try {
        sendBuffer();
        long done = moveFile(file, position, count);
        if (done < count) {
          new FilePieces(file, position + done, count - done).writeTo(this::send);
        }
      } catch (ClosedByInterruptException e) {
        throw connection.sorted(e);
      } finally {
        sending.unlock();
      }
      count();
    } finally {
      release();
    }
  }

  private long moveFile(FileChannel file, long position, long count) throws IOException {
    try {
      return transport.writeFile(file, position, count);
    } catch (ClosedByInterruptException e) {
      throw e; // which may have closed both
    } catch (IOException e) {
      throw file.isOpen() ? connection.sorted(e) : e;
    }
  }

  void flush() throws IOException {
    claim();
    try {
      sendBuffer();
    } finally {
      release();
    }
  }

  /// Sends, on the reader's thread, what the writer has left in the buffer. If the writer is at
  /// work, it does so itself when it sees the reader wait.
  void flushBeforeWaiting() throws IOException {
    if (count == 0) {
      return;
    }
    sending.lock(); // first this and then the buffer, so that what is taken first is sent first
    try {
      if (CLAIM.compareAndSet(this, FREE, TAKEN)) {
        byte[] taken = buffer;
        int length = takeBuffer();
        claim = FREE;
        send(taken, length);
      }
    } finally {
      sending.unlock();
    }
  }

  /// Sends everything for the thread that closes the connection; the caller holds [#sending].
  ///
  /// @throws ConnectionBusyException if a writer is at work
  void finish() throws IOException {
    becomeWriter();
    try {
      sendBuffer();
    } finally {
      claim = FREE;
    }
  }

  boolean isClosed() {
    return closed;
  }

  /// Signals the end of the stream to the peer.
  void close() throws IOException {
    closed = true;
    exclusively(() -> transport.closeOutput());
  }

  /// Waits until the system has everything that was flushed.
  void awaitSent() throws IOException {
    exclusively(() -> transport.awaitSent());
  }

  /// Hands bytes to the transport, after whatever is being sent.
  void send(ByteBuffer bytes) throws IOException {
    send(bytes, true);
  }

  /// @param charged whether larger buffers count in the budget while they are sent
  void send(ByteBuffer bytes, boolean charged) throws IOException {
    int counts = charged ? Share.counted(bytes.remaining()) : 0;
    if (counts == 0) {
      exclusively(() -> transport.write(bytes));
      return;
    }
    connection.charge(counts);
    try {
      exclusively(() -> transport.write(bytes));
    } finally {
      connection.charge(-counts);
    }
  }

  /// Sends what was written before, and writes to `tls` from here on, once `handshake` has been
  /// run.
  void secure(TlsTransport tls, Input.Handshaking handshake) throws IOException {
    sending.lock();
    try {
      flush();
      transport = tls;
      handshake.run();
    } finally {
      sending.unlock();
    }
  }

  /// Whether [#offer] should be called now; the caller holds [#sending].
  boolean accepts() {
    return transport.accepts();
  }

  /// Hands bytes to the transport without waiting; the caller holds [#sending].
  void offer(ByteBuffer bytes) throws IOException {
    transport.offer(bytes);
  }

  private void exclusively(SendAction sending) throws IOException {
    this.sending.lock();
    try {
      sending.run();
    } catch (IOException e) {
      throw connection.sorted(e);
    } finally {
      this.sending.unlock();
    }
  }

  @FunctionalInterface
  private interface SendAction {
    void run() throws IOException;
  }

  private void claim() throws IOException {
    connection.requireOpen();
    if (closed) {
      throw new ConnectionClosedException("this side has closed its output");
    }
    try {
      becomeWriter();
    } catch (ConnectionBusyException e) {
      connection.requireOpen(); // the other writer may be a close
      throw e;
    }
  }

  private void becomeWriter() throws ConnectionBusyException {
    while (!CLAIM.compareAndSet(this, FREE, WRITER)) {
      if (claim == WRITER) {
        throw new ConnectionBusyException("another thread is writing to this connection");
      }
      Thread.onSpinWait(); // the reader takes the buffer: a few instructions
    }
  }

  private void release() throws IOException {
    claim = FREE; // volatile, before the look at the reader, who sets its state and then looks here
    if (count > 0 && reader.isWaiting()) {
      flushBeforeWaiting();
    }
  }

  private void append(byte[] bytes, int offset, int length) throws IOException {
    if (makeRoom(length)) {
      System.arraycopy(bytes, offset, buffer, count, length);
      count += length;
    } else {
      send(ByteBuffer.wrap(bytes, offset, length));
    }
  }

  /// Makes room for `length` bytes in the buffer, or empties it if they are too many for it.
  private boolean makeRoom(int length) throws IOException {
    if (length <= buffer.length - count) {
      return true;
    }
    if (count + length > largest) {
      sendBuffer();
      if (length > largest) {
        return false;
      }
    }
    int wanted = count + length;
    if (wanted > buffer.length) {
      byte[] larger = buffers.take(wanted);
      System.arraycopy(buffer, 0, larger, 0, count);
      if (buffer.length > 0) {
        buffers.giveBack(buffer);
      }
      buffer = larger;
    }
    return true;
  }

  private void sendBuffer() throws IOException {
    if (count > 0) {
      byte[] taken = buffer;
      send(taken, takeBuffer());
    }
  }

  /// Takes the buffer away, for an idle connection has none; returns how much was in it.
  private int takeBuffer() {
    int length = count;
    buffer = NONE;
    count = 0;
    return length;
  }

  private void send(byte[] taken, int length) throws IOException {
    send(ByteBuffer.wrap(taken, 0, length));
    buffers.giveBack(taken);
  }
}
