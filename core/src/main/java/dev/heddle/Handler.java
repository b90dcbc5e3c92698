package dev.heddle;

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
/// `Thread.sleep`. When it returns, the framework flushes and closes the connection; when it
/// throws, it closes and logs. A handler cannot leak a connection.
///
/// One handler serves many connections at once, so what its calls share must be thread-safe.
@FunctionalInterface
public interface Handler {

  /// Serves a connection from its first byte to its last.
  ///
  /// @throws Exception anything: a connection that was closed, broken off or idle for too long is
  ///   counted as that, everything else is logged and counted as a failure of the handler
  void handle(Connection connection) throws Exception;
}
