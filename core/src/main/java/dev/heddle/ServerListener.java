package dev.heddle;

import java.io.IOException;
import java.time.Duration;

/// Follows a server's lifecycle: opens what the service needs before a client can connect, says
/// goodbye when it drains, and closes what it has opened when all connections have ended.
///
/// ```
///   starting ──▶ started ──▶ draining? ──▶ closed
///      └── could not start ───────────────▲
/// ```
///
/// The calls come one after another, on the threads that start, drain and close the server. The end
/// of the server waits for them: [#draining] and [#closed] cannot wait for it ([Server#drain],
/// [Server#awaitTermination()]), and get an [IllegalStateException] if they try.
///
/// ```java
/// ServerListener goodbye = new ServerListener() {
///   @Override
///   public void draining(Duration patience) {
///     group.broadcast(Message.line("the server closes"));
///   }
/// };
/// Server server = Server.builder(handler).listener(goodbye).start();
/// ```
public interface ServerListener {

  /// The server is about to bind its address.
  ///
  /// @throws IOException if it must not start
  default void starting() throws IOException {}

  /// The server is bound; connections may be served already. What this throws is thrown by the
  /// start, and the server closes.
  default void started(Server server) {}

  /// The server has begun to drain: it accepts no new connections and still serves the open ones as
  /// before. When this returns, they are ended one by one, at their next message boundaries. A
  /// failure is logged, and does not keep them from being ended.
  ///
  /// @param patience the time left for the drain
  default void draining(Duration patience) throws InterruptedException {}

  /// The server is closed, or could not start; no handler runs any more, unless it ignores its
  /// interrupt.
  default void closed() {}
}
