package dev.heddle.testkit;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/// A handler and a client of it, connected in memory: for unit tests of handlers, without a socket.
///
/// ```java
/// try (var pair = ConnectionPair.serving(new Echo())) {
///   pair.client().writeLine("hello");
///   assertThat(pair.client().readLine()).isEqualTo("ECHO: hello");
/// }
/// ```
///
/// Thread-safe. See [MemoryNetwork] for several clients, and for servers that drain.
public final class ConnectionPair implements AutoCloseable {
  private final Server server;
  private final Client network;
  private final Connection client;

  private ConnectionPair(Server server, Client network, Connection client) {
    this.server = server;
    this.network = network;
    this.client = client;
  }

  /// Runs a handler for one client, with the default limits.
  public static ConnectionPair serving(Handler handler) {
    return serving(handler, Limits.DEFAULT);
  }

  /// Runs a handler for one client. The client has the default limits.
  public static ConnectionPair serving(Handler handler, Limits limits) {
    Engine engine = MemoryNetwork.engine();
    try {
      Server server = Server.builder(handler).engine(engine).limits(limits).start();
      Client network = Client.builder().engine(engine).build();
      return new ConnectionPair(server, network, network.connect(server.address()));
    } catch (IOException e) { // nothing in memory is in use or out of reach
      throw new UncheckedIOException(e);
    }
  }

  /// Two connections that are each other's peer, for code that is given a connection.
  ///
  /// @throws InterruptedException if the thread is interrupted while they are made
  public static Two open() throws InterruptedException {
    var served = new CompletableFuture<Connection>();
    var over = new CountDownLatch(1);
    ConnectionPair pair =
        serving(connection -> {
          served.complete(connection);
          over.await();
        });
    try {
      return new Two(pair, served.get(), over);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is only completed normally
    }
  }

  /// The client's end.
  public Connection client() {
    return client;
  }

  /// The server that runs the handler: its statistics, its drain.
  public Server server() {
    return server;
  }

  /// Aborts what is open.
  @Override
  public void close() {
    network.close();
    server.close();
  }

  /// Both ends of a connection in memory; what one writes, the other one reads.
  public static final class Two implements AutoCloseable {
    private final ConnectionPair pair;
    private final Connection second;
    private final CountDownLatch over;

    private Two(ConnectionPair pair, Connection second, CountDownLatch over) {
      this.pair = pair;
      this.second = second;
      this.over = over;
    }

    /// The client's end.
    public Connection first() {
      return pair.client();
    }

    /// The server's end.
    public Connection second() {
      return second;
    }

    /// Aborts both.
    @Override
    public void close() {
      over.countDown();
      pair.close();
    }
  }
}
