package dev.heddle;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One connection, as a handler sees it: blocking reads that return whole messages, and buffered
/// writes.
///
/// **Threads.** One thread reads and one thread writes at a time; they may be the same. A second
/// reader or writer gets a [ConnectionBusyException] and disturbs no other call. [#outbox()],
/// [#close()] and [#abort()] may be called from any thread.
///
/// **Writing.** Writes are gathered and sent together: when enough has been gathered, by
/// [#flush()], and **automatically before a read that has to wait**. So a handler that answers
/// requests never needs to flush, and pipelined requests are answered in one go. A writer parks
/// while its peer does not read.
///
/// **Reading.** A line, a frame or a delimited message longer than [Limits#maxMessageBytes()] is a
/// [MessageTooLargeException]; the connection can then continue with the next one. Every read may
/// throw [ConnectionClosedException] (this side closed it), [ConnectionBrokenException] (the peer
/// or the network did), [IdleTimeoutException], or, if a [#readTimeout] is set,
/// [java.net.SocketTimeoutException]. After the last of these the connection is still usable, and
/// the part of the message that has arrived is kept.
///
/// **Draining.** A server that drains ends a connection while it waits for the first byte of a
/// message: the read returns the end of the stream. Each line, frame, delimited message and plain
/// read counts as a message, unless the handler says where its messages begin with
/// [#awaitMessage()]. Once one has begun, its reads are left alone.
///
/// ```java
/// for (String line; (line = connection.readLine()) != null; ) {
///   connection.writeLine("ECHO: " + line);
/// }
/// ```
public interface Connection extends Closeable {

  /// The connection's number, as the log names it; unique in this process.
  long id();

  /// The address to which the client has connected: behind a proxy, that of [#proxyHeader()].
  SocketAddress localAddress();

  /// The client's address: behind a proxy, that of [#proxyHeader()].
  SocketAddress peerAddress();

  /// What a proxy has said at the beginning of this connection; null if it did not, or the server
  /// has no [ProxyProtocol]. If the header names no addresses ([ProxyHeader#isLocal()]), the
  /// connection has its own.
  @Nullable ProxyHeader proxyHeader();

  /// What TLS has negotiated on this connection; null if it has none.
  @Nullable TlsSession tls();

  /// Continues over TLS, for protocols that begin in plain text (STARTTLS): sends what was written,
  /// shakes hands, and carries everything after that in TLS. Both sides call this, each after it
  /// has read or sent the last line in plain text. For the thread that reads and writes.
  ///
  /// A client whose handshake fails, or which continues in plain text, gets no second chance: after
  /// an exception, every read and write throws.
  ///
  /// ```java
  /// if (line.equals("STARTTLS")) {
  ///   connection.writeLine("220 go ahead");
  ///   connection.startTls(tls);
  /// }
  /// ```
  ///
  /// @throws MalformedMessageException if the peer has sent more in plain text after the line that
  ///   asked for TLS: what an attacker has inserted must not pass for something sent in TLS
  /// @throws ConnectionBrokenException if the handshake fails; its cause says why
  /// @throws IllegalStateException if this connection has TLS already
  void startTls(Tls tls) throws IOException;

  /// Waits until the next message begins. A handler whose messages are made of several reads (a
  /// header, then a body) calls this before each, so that a drain ends the connection between two
  /// messages and never inside one. From the first call on, [ServerStats#messagesIn()] counts one
  /// message for each call that is followed by a read, and not each read.
  ///
  /// @return false at the end of the stream, or when the server drains
  boolean awaitMessage() throws IOException;

  /// Reads what has arrived, at least one byte; waits for it if necessary.
  ///
  /// @return how many bytes were read, or -1 at the end of the stream
  int read(ByteBuffer target) throws IOException;

  /// Reads a line. It ends in `\n` or `\r\n`, which are not returned; a last line without them is a
  /// line, too, as it is for [java.io.BufferedReader].
  ///
  /// @return the line, or null at the end of the stream
  /// @throws java.nio.charset.CharacterCodingException if the line is not UTF-8; the next read
  ///   begins at the next line
  @Nullable String readLine() throws IOException;

  /// Reads up to a delimiter, which is not returned.
  ///
  /// @return the bytes, or null at the end of the stream
  /// @throws UnterminatedMessageException if the stream ends before the delimiter has come; it has
  ///   the bytes that had come, and the next read returns null
  byte @Nullable [] readUntil(byte delimiter) throws IOException;

  /// Reads `count` bytes, in whatever pieces they arrive. [Limits#maxMessageBytes()] does not
  /// apply.
  ///
  /// @throws java.io.EOFException if the stream ends before that
  byte[] readExactly(int count) throws IOException;

  /// Reads a frame: a length of four bytes, most significant first, and that many bytes.
  ///
  /// @return the frame's bytes, or null at the end of the stream
  /// @throws java.io.EOFException if the stream ends inside a frame
  default byte @Nullable [] readFrame() throws IOException {
    return readFrame(LengthPrefix.FOUR_BYTES);
  }

  /// Reads a frame whose length is written in another form; otherwise as [#readFrame()].
  ///
  /// @return the frame's bytes, or null at the end of the stream
  /// @throws java.io.EOFException if the stream ends inside a frame
  /// @throws MalformedMessageException if a [LengthPrefix#VARINT] has more than 32 bits or five
  ///   bytes: the start of the next frame is unknown, and each further read of a frame throws the
  ///   same
  byte @Nullable [] readFrame(LengthPrefix prefix) throws IOException;

  /// The bytes to read as a stream. What one reads, the other does not see: the methods above and
  /// this stream may be used in turn. Closing it closes the connection.
  InputStream input();

  /// The bytes to write as a stream, buffered as all writes are. Closing it half-closes: see
  /// [#closeOutput()].
  OutputStream output();

  /// Counts messages in [ServerStats]. For handlers whose messages are not what one call reads or
  /// writes: from here on those calls do not count, and only what is said here does, and what is
  /// sent by the outbox. Such a handler begins with zeros, before it reads. Nothing else changes.
  ///
  /// For the thread that reads (`received`), and the one that writes (`sent`).
  ///
  /// @param received how many messages more have been read
  /// @param sent how many messages more have been written
  /// @throws IllegalArgumentException if one of them is negative
  void countMessages(int received, int sent);

  /// For a handler that puts a message together from several reads: how many bytes of it are there
  /// so far, 0 when the message is complete. They count in [Limits#maxBufferedBytes()] and in
  /// [ConnectionView#unfinished()]. For the thread that reads, before its next read.
  void holds(int bytes);

  /// Whether a server that is full may close this connection while it waits for a message: see
  /// [FullPolicy#EVICT_IDLE]. It may, unless a handler forbids it: for a client that is served
  /// although it requests nothing, such as one that receives events or listens to a chat. For any
  /// thread.
  void evictable(boolean evictable);

  /// Sets how long each of the following reads may take from its call to its return. A read that
  /// takes longer throws a [ReadTimeoutException].
  ///
  /// **A late answer is still an answer.** A client whose read has timed out has not cancelled its
  /// request: the answer comes later, and the next read would take it for the answer to the next
  /// request. So after a timeout, either close the connection and open another one, or read the
  /// late answer before the next request is sent, or give requests numbers that the answers repeat:
  ///
  /// ```java
  /// connection.readTimeout(Duration.ofSeconds(2));
  /// connection.writeLine(request);
  /// try {
  ///   return connection.readLine();
  /// } catch (ReadTimeoutException e) {
  ///   connection.abort(); // whatever comes now belongs to nobody
  ///   throw e;
  /// }
  /// ```
  ///
  /// @param timeout more than zero, or null for no limit (the default)
  void readTimeout(@Nullable Duration timeout);

  /// Writes the bytes.
  void write(byte[] bytes) throws IOException;

  /// Writes the buffer's remaining bytes, which are consumed.
  void write(ByteBuffer bytes) throws IOException;

  /// Writes bytes of a file: at once, after what was written before, and before this returns. It
  /// counts as one message. Nothing from the [#outbox()] comes between it and what waits to be
  /// flushed, such as a header that was written just before; while another thread waits in a read,
  /// though, what is written is flushed at once. Where the system can move the bytes from the file
  /// to the socket by itself (`sendfile`), none of them comes into this process; over TLS and
  /// elsewhere they are read and written in pieces of 64 KiB. A slow disk delays this connection
  /// only.
  ///
  /// ```java
  /// try (FileChannel file = FileChannel.open(path)) {
  ///   connection.writeLine("SIZE " + file.size());
  ///   connection.writeFile(file, 0, file.size());
  /// }
  /// ```
  ///
  /// @param position of the first byte in the file; the channel's own position neither counts nor
  ///   changes
  /// @param count how many bytes, 0 or more
  /// @throws java.io.EOFException if the file ends before, because it has become shorter, say. What
  ///   it had has been sent, so that the peer must usually be told by [#closeWithReset()]
  /// @throws IOException if the file cannot be read; likewise
  void writeFile(FileChannel file, long position, long count) throws IOException;

  /// Writes the text in UTF-8, as it is.
  void writeText(String text) throws IOException;

  /// Writes the text in UTF-8 and a `\n`.
  void writeLine(String text) throws IOException;

  /// Writes a frame as [#readFrame()] reads it.
  default void writeFrame(byte[] payload) throws IOException {
    writeFrame(LengthPrefix.FOUR_BYTES, payload);
  }

  /// Writes a frame as [#readFrame(LengthPrefix)] reads it.
  ///
  /// @throws IllegalArgumentException if the payload is longer than [LengthPrefix#maxPayload()];
  ///   nothing is written then
  void writeFrame(LengthPrefix prefix, byte[] payload) throws IOException;

  /// Sends what has been written, and what waits in the outbox now. It is then on its way: on some
  /// engines, up to the high-water mark of it may still wait in this process when this returns.
  void flush() throws IOException;

  /// For writing from any other thread; see [Outbox].
  Outbox outbox();

  /// Flushes, and signals the end of the stream to the peer. Reading continues. Does nothing the
  /// second time.
  void closeOutput() throws IOException;

  /// Closes gracefully: sends what was written, signals the end to the peer, and gives it
  /// [Limits#linger()] to read that and close its side, too, so that no answer is lost to a reset.
  /// If another thread is reading or writing just now, its call throws a
  /// [ConnectionClosedException] and the connection closes at once; so it does if another thread is
  /// sending and the peer takes nothing for the linger's time. What this call itself sends waits
  /// for the peer as any write does: see [Limits#idleTimeout()].
  ///
  /// The connection is closed when this returns, even if it throws: a [ConnectionBrokenException]
  /// if the peer has reset the connection, so that what was written last may be lost.
  @Override
  void close() throws IOException;

  /// Closes so that the peer does not mistake what it has received for the whole: sends what was
  /// written, gives the peer [Limits#linger()] to read it, and then resets the connection. For an
  /// answer that cannot be completed, when earlier ones must not be lost. A peer that takes nothing
  /// for the linger's time is not waited for. For the thread that reads and writes.
  void closeWithReset();

  /// Closes at once: the peer sees a reset, and whatever was not sent is lost.
  void abort();
}
