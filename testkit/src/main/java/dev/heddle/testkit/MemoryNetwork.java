package dev.heddle.testkit;

import dev.heddle.Engine;

/// A network in memory, for tests of servers and clients without sockets.
///
/// ```java
/// Engine memory = MemoryNetwork.engine();
/// try (Server server = Server.builder(handler).engine(memory).start();
///     Client client = Client.builder().engine(memory).build();
///     Connection connection = client.connect(server.address())) {
///   connection.writeLine("hello");
///   assertThat(connection.readLine()).isEqualTo("ECHO: hello");
/// }
/// ```
public final class MemoryNetwork {
  private MemoryNetwork() {}

  /// An engine whose servers listen on addresses in memory, and whose clients reach these and no
  /// others. A virtual thread carries each connection. Everything else is as on the engines with
  /// sockets: limits, admission, back-pressure (64 KiB in each direction), half-close, resets, idle
  /// timeouts, draining, statistics. There are no datagrams.
  ///
  /// Each engine is a network of its own, so tests that run at the same time do not share ports.
  public static Engine engine() {
    return new MemoryEngine();
  }
}
