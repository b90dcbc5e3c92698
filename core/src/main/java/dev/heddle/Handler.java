package dev.heddle;

import org.jspecify.annotations.Nullable;

/// What a service does with one connection, as straight-line code.
///
/// ```java
/// Handler echo = connection -> {
///   for (String line; (line = connection.readLine()) != null; ) {
///     connection.writeLine("ECHO: " + line);
///   }
/// };
/// ```
///
/// The engine calls it once for each connection, on a thread of that connection's own (which kind
/// of thread is the engine's business). It may block: in reads and writes, in locks and queues, in
/// `Thread.sleep`. When it returns, the framework flushes and closes the connection. When it
/// throws, the framework logs that, sends what was written before (but does not wait for a peer
/// that takes nothing for [Limits#linger()]), and closes. A handler cannot leak a connection.
///
/// One handler serves many connections at once, so what its calls share must be thread-safe.
@FunctionalInterface
public interface Handler {

  /// Serves a connection from its first byte to its last.
  ///
  /// @throws Exception anything. What a peer or the network did is no failure: a connection that
  ///   was closed, broken off or idle for too long, a read that timed out, and a message that was
  ///   cut short, too large, not UTF-8 or a [MalformedMessageException] are counted as that, see
  ///   [CloseReason], and so is any of them in an [java.io.UncheckedIOException]. Everything else
  ///   is logged and counted as a failure of the handler
  void handle(Connection connection) throws Exception;

  /// What a server with TLS sends to a peer that does not speak it, before it closes the
  /// connection: an error in the words of this handler's protocol. Such a connection reaches no
  /// handler. Called on any thread, and must not wait.
  ///
  /// @return null, the default, for nothing
  default byte @Nullable [] plainTextAnswer() {
    return null;
  }
}
