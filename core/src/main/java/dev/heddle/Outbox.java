package dev.heddle;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// For writing to a connection from anywhere: another connection's handler, a timer, a broadcast.
///
/// Every method may be called from any thread at any time and **none ever blocks or fails** because
/// of the peer. Each sender's messages arrive in the order in which it sent them, and no message is
/// torn by another. Unsent messages are queued here, up to [Limits#outboxBytes()]; above that,
/// [Limits#overflow()] applies. A [Protocol]'s answers from within its own callbacks always fit:
/// nothing more is received before most of them are sent. They do count for what other threads send
/// meanwhile: while more than [Limits#outboxBytes()] of a large answer wait, a message from another
/// thread overflows, and by default that closes the connection.
///
/// Messages go out on their own as fast as the peer reads. A handler that also writes to its own
/// connection directly should know that a message may overtake bytes that it has written but not
/// flushed, and come between two writes: what belongs together is one write, or
/// [Connection#writeFrame].
///
/// ```java
/// Outbox outbox = connection.outbox();
/// timer.schedule(() -> outbox.sendLine("still there?"), 30, TimeUnit.SECONDS);
/// ```
public interface Outbox {

  /// Queues a message.
  ///
  /// @return whether it was taken; false if it was dropped by the overflow policy, or the
  ///   connection is closed
  boolean send(Message message);

  /// Queues the text in UTF-8 and a `\n`.
  default boolean sendLine(String text) {
    return send(Message.line(text));
  }

  /// Queues the text in UTF-8, as it is.
  default boolean sendText(String text) {
    return send(Message.text(text));
  }

  /// Queues a copy of the buffer's remaining bytes, which are consumed.
  default boolean send(ByteBuffer bytes) {
    return send(Message.of(bytes));
  }

  /// How many bytes wait to be sent.
  int pending();

  /// Closes the connection once all that waits is sent; messages sent after this are not taken. A
  /// peer that is sending just then may see a reset on `blocking`, `threads` and `virtual`, whose
  /// readers can only be woken in a way after which nothing more is received; on `virtual`, the JVM
  /// option at [Engine#virtual()] avoids that.
  void end();

  /// Queues a last message, for which there is always room, and closes the connection once all that
  /// waits is sent.
  default void end(Message last) {
    send(last);
    end();
  }

  /// As [#end(Message)], but waits for the peer only so long: a connection that is still open after
  /// `patience` is closed at once. What is unsent then is lost, the peer sees a reset, and
  /// [ServerStats] count [CloseReason#ABORTED]. For a peer that may have stopped reading: without
  /// patience, and without [Limits#idleTimeout()], it could keep its connection for ever. If this
  /// is called several times, the shortest patience counts.
  ///
  /// @param patience not negative; measured from this call, and known to within a few milliseconds
  void end(Message last, Duration patience);

  /// Closes the connection if it is still open after this time, whatever moves on it meanwhile: for
  /// what a peer must have done by then, such as logging in, or completing a message. Cheap enough
  /// to be set anew for each message.
  ///
  /// What is unsent then is lost. [ServerStats] count [CloseReason#IDLE], as for a handler's read
  /// that timed out.
  ///
  /// ```java
  /// public void connected(Outbox outbox) {
  ///   outbox.deadline(Duration.ofSeconds(10)); // to log in
  /// }
  ///
  /// private void loggedIn(Outbox outbox) {
  ///   outbox.deadline(null);
  /// }
  /// ```
  ///
  /// @param time from now, more than zero, and known to within a few milliseconds; the last call
  ///   counts. Null for no deadline, as before the first call
  void deadline(@Nullable Duration time);

  /// Whether nothing can be sent any more.
  boolean isClosed();

  /// The connection's id, as in the log.
  long connectionId();

  /// The peer's address; behind a proxy, as [Connection#peerAddress()]. The same after the
  /// connection has closed.
  SocketAddress peerAddress();

  /// What a proxy has said at the beginning of the connection, as [Connection#proxyHeader()]; null
  /// if there is none. The same after the connection has closed.
  @Nullable ProxyHeader proxyHeader();

  /// What TLS has negotiated, as [Connection#tls()]; null if the connection has none. Callbacks
  /// begin when the handshake has succeeded, so a [Protocol] may ask in each of them, the first and
  /// the last included:
  ///
  /// ```java
  /// TlsSession tls = outbox.tls();
  /// if (tls != null && !tls.peerCertificates().isEmpty()) {
  ///   device = tls.peerCertificates().getFirst().getSubjectX500Principal();
  /// }
  /// ```
  @Nullable TlsSession tls();
}
