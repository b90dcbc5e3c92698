package dev.heddle.http.websocket;

import dev.heddle.Connection;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.http.HttpException;
import dev.heddle.http.Upgraded;
import dev.heddle.text.Utf8;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One client's WebSocket: messages in and out. It answers pings, pings silent clients, and keeps
/// the closing handshake automatically.
///
/// ```
///   OPEN ──close, or a client's error──▶ CLOSING ──client's close, or its time is up──▶ CLOSED
///     └────────────────client's close, end of the stream, drain────────────────────────▶
/// ```
///
/// **Threads.** One thread receives. Any thread may send, and parks while the client does not keep
/// up. A thread that must not wait for the client (a broadcast) posts to [#outbox()], which never
/// blocks.
///
/// ```java
/// var endpoint = new WebSocketEndpoint((socket, request) -> {
///   while (socket.receive() instanceof WebSocketMessage.Text(String text)) {
///     socket.send("ECHO: " + text);
///   }
/// });
/// ```
public final class WebSocket {
  private static final int PIECE = 8 * 1024;
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Connection connection;
  private final Upgraded upgraded;
  private final TimedInput timed;
  private final DataInputStream in;
  private final WebSocketOptions options;
  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable Assembly assembly;
  private boolean pinged;
  private boolean over;
  private boolean closeSent; // guarded by writing
  private volatile boolean leaving;
  private volatile int closeCode = CloseCode.ABNORMAL;

  WebSocket(Upgraded upgraded, WebSocketOptions options) {
    this.connection = upgraded.connection();
    this.upgraded = upgraded;
    this.timed = new TimedInput(connection, upgraded.input());
    this.in = new DataInputStream(timed);
    this.options = options;
  }

  /// Text as a frame, encoded once for every [#outbox()] that it goes to.
  public static Message text(String text) {
    return Frame.encode(Frame.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Bytes as a frame; likewise.
  public static Message binary(byte[] bytes) {
    return Frame.encode(Frame.BINARY, bytes);
  }

  /// Waits for the next message. Earlier messages are flushed first.
  ///
  /// @return null when the client has closed, or has broken the protocol, or the server drains; the
  ///   connection is closed once the session returns
  public @Nullable WebSocketMessage receive() throws IOException {
    try {
      while (!over) {
        WebSocketMessage message = awaitFrame() ? receiveFrame() : null;
        if (message != null) {
          return message;
        }
      }
    } catch (ProtocolError e) {
      closeCode = e.code();
      over = true;
      sendClose(e.code(), e.reason());
    } catch (EOFException e) {
      over = true; // in the middle of a frame
    }
    return null;
  }

  /// Waits for a frame; asks the client whether it is still there where none comes.
  ///
  /// @return false if there is none, or not yet
  private boolean awaitFrame() throws IOException {
    upgraded.holds(assembly == null ? 0 : assembly.held());
    connection.readTimeout(options.pingInterval());
    try {
      if (upgraded.awaitMessage()) {
        pinged = false;
        return true;
      }
      over = true;
      sendClose(CloseCode.GOING_AWAY, "");
    } catch (SocketTimeoutException e) {
      if (pinged) {
        over = true;
        connection.abort();
      } else {
        pinged = true;
        write(Frame.encode(Frame.PING, new byte[0]));
      }
    } finally {
      connection.readTimeout(null);
    }
    return false;
  }

  /// @return the message that it ends, if any
  private @Nullable WebSocketMessage receiveFrame() throws IOException, ProtocolError {
    Frame frame = Frame.read(in);
    if (frame.isControl()) {
      control(frame);
      return null;
    }
    Assembly current = assembly;
    if ((frame.opcode() == Frame.CONTINUATION) != (current != null)) {
      throw new ProtocolError(
          CloseCode.PROTOCOL_ERROR,
          current == null ? "continuation of nothing" : "a message inside another");
    }
    if (current == null) {
      current = new Assembly(frame.opcode() == Frame.TEXT, options.maxMessageBytes());
      assembly = current;
    }
    receivePayload(frame, current);
    if (!frame.last()) {
      return null;
    }
    assembly = null;
    connection.countMessages(1, 0);
    return current.message();
  }

  private void receivePayload(Frame frame, Assembly target) throws IOException, ProtocolError {
    target.announce(frame.length());
    byte[] piece = new byte[(int) Math.min(PIECE, frame.length())];
    for (long done = 0; done < frame.length(); ) {
      upgraded.holds(target.held() + piece.length);
      int count = in.read(piece, 0, (int) Math.min(piece.length, frame.length() - done));
      if (count < 0) {
        throw new EOFException("the stream ended inside a frame");
      }
      frame.unmask(piece, count, done);
      target.add(piece, count);
      done += count;
    }
  }

  private void control(Frame frame) throws IOException, ProtocolError {
    byte[] payload = new byte[(int) frame.length()];
    in.readFully(payload);
    frame.unmask(payload, payload.length, 0);
    switch (frame.opcode()) {
      case Frame.PING -> write(Frame.encode(Frame.PONG, payload));
      case Frame.CLOSE -> closed(payload);
      default -> {} // a pong; that something has come is all that counts
    }
  }

  /// The client closes: says the same back (§5.5.1).
  private void closed(byte[] payload) throws IOException, ProtocolError {
    if (payload.length == 0) {
      closeCode = CloseCode.NONE;
      over = true;
      sendClose(Frame.encode(Frame.CLOSE, payload));
      return;
    }
    int code = payload.length < 2 ? 0 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    if (!CloseCode.isSendable(code)) {
      throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "malformed close");
    }
    try {
      Utf8.decode(payload, 2, payload.length - 2);
    } catch (CharacterCodingException e) {
      throw new ProtocolError(CloseCode.NOT_UTF_8, "not UTF-8");
    }
    closeCode = code;
    over = true;
    sendClose(code, "");
  }

  /// Sends a text. It goes out at the latest when this side next waits to receive.
  public void send(String text) throws IOException {
    write(text(text));
  }

  /// Sends bytes; likewise.
  public void send(byte[] bytes) throws IOException {
    write(binary(bytes));
  }

  /// Sends what has been written.
  public void flush() throws IOException {
    writing.lock();
    try {
      connection.flush();
    } finally {
      writing.unlock();
    }
  }

  private void write(Message frame) throws IOException {
    writing.lock();
    try {
      if (!closeSent && !leaving) {
        connection.write(frame.bytes());
        connection.countMessages(0, 1);
      }
    } finally {
      writing.unlock();
    }
  }

  /// The way to send from anywhere without ever waiting: takes frames, as [#text] and [#binary]
  /// make them, and nothing else. Bounded by [dev.heddle.Limits#outboxBytes()].
  public Outbox outbox() {
    return connection.outbox();
  }

  /// Sends a close frame. Later messages are dropped; when the session returns, it waits up to two
  /// seconds for the client's answer.
  ///
  /// @param code one of [CloseCode], or from 3000 to 4999
  /// @param reason cut to 123 bytes of UTF-8
  public void close(int code, String reason) throws IOException {
    if (!CloseCode.isSendable(code)) {
      throw new IllegalArgumentException("not a code to close with: " + code);
    }
    sendClose(code, reason);
  }

  /// Sends a last message and closes, without ever waiting: both are queued, whether they fit or
  /// not, and the connection is closed once they are sent. For threads that must not wait; any
  /// thread may call it.
  ///
  /// @param last a frame, as [#text] and [#binary] make them
  /// @param code as for [#close]
  public void farewell(Message last, int code) {
    Message close = Frame.close(code, "");
    ByteBuffer both = ByteBuffer.allocate(last.size() + close.size());
    last.copyTo(both);
    close.copyTo(both);
    leaving = true;
    outbox().end(Message.of(both.flip()));
  }

  /// Ends the connection at once: unsent data is lost.
  public void abort() {
    connection.abort();
  }

  private void sendClose(int code, String reason) throws IOException {
    sendClose(Frame.close(code, reason));
  }

  private void sendClose(Message frame) throws IOException {
    writing.lock();
    try {
      connection.flush(); // what was posted to the outbox before: behind a close, clients ignore it
      write(frame);
      closeSent = true;
      connection.flush();
    } finally {
      writing.unlock();
    }
  }

  /// Why the WebSocket was closed: the code received from the client or sent to it, or one of
  /// [CloseCode#NONE] and [CloseCode#ABNORMAL].
  public int closeCode() {
    return closeCode;
  }

  /// The connection's number, as in the log.
  public long id() {
    return connection.id();
  }

  /// Closes gracefully after the session has returned.
  void end() throws IOException {
    close(CloseCode.NORMAL, "");
    timed.endAfter(CLOSING);
    try {
      while (!over) {
        timed.limitNextRead();
        if (!upgraded.awaitMessage()) {
          return;
        }
        receiveFrame(); // whatever was under way
      }
    } catch (ProtocolError | EOFException | SocketTimeoutException | HttpException e) {
      // It had its chance to say good-bye.
    }
  }

  /// Ends after the session has failed.
  void fail() {
    try {
      close(CloseCode.INTERNAL_ERROR, "");
    } catch (IOException e) {
      // The session's failure takes precedence.
    }
  }
}
