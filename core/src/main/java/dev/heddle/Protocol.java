package dev.heddle;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A service written as callbacks: for the selector engine, or by preference. This one gets bytes
/// as they come; a [MessageProtocol] gets whole messages.
///
/// Each connection has an instance of its own, so fields may hold the connection's state without a
/// lock: the calls for one connection come one after another. **No callback may block**: on the
/// selector engine all connections share its thread. Answers go to the outbox, which paces the
/// reading: while more than [Limits#highWaterMark()] bytes wait unsent, nothing more is received.
/// What others send after a callback has returned does not count: they may do so without end.
///
/// ```
///   connected ──▶ received* ──▶ ended? ──▶ closed
/// ```
///
/// An exception from a callback ends the connection: what was sent before goes out first, unless
/// the peer takes nothing for [Limits#linger()]. It is logged and counted as a failure, unless the
/// peer caused it, see [Handler#handle].
///
/// Runs on every engine; if connections have threads, the calls come on the connection's thread.
///
/// ```java
/// class Echo implements Protocol {
///   @Override
///   public void received(ByteBuffer bytes, Outbox outbox) {
///     outbox.send(bytes);
///   }
/// }
/// Server server = Server.callbacks(Echo::new).engine(Engine.selector()).start();
/// ```
public interface Protocol {

  /// The connection is open; nothing has been read yet.
  default void connected(Outbox outbox) throws Exception {}

  /// Bytes have come. Whatever is left in the buffer when this returns is lost: keep what you need.
  void received(ByteBuffer bytes, Outbox outbox) throws Exception;

  /// The peer sends nothing more (it may still read), or the server is draining and nothing
  /// unfinished was received. After this, what the outbox holds is sent and the connection closed.
  default void ended(Outbox outbox) throws Exception {}

  /// The connection is gone; the last call.
  ///
  /// @param cause why, if it did not simply end: the peer's reset, an idle timeout, an exception of
  ///   a callback. If there are several, it is the one that is counted, see [CloseReason]
  default void closed(@Nullable Throwable cause) {}

  /// Whether a message has been received in part, so that a draining server should wait for the
  /// rest of it.
  default boolean midMessage() {
    return unfinished() > 0;
  }

  /// How many bytes of a message have been received, if the rest of it is missing; 0 otherwise.
  /// They count in [Limits#maxBufferedBytes()] and in [ConnectionView#unfinished()]; a protocol
  /// that reports it need not override [#midMessage()].
  default int unfinished() {
    return 0;
  }
}
