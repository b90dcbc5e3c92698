package example;

import dev.heddle.engine.socket.SocketAcceptor;
import dev.heddle.engine.socket.SocketConnect;
import dev.heddle.engine.socket.SocketTransport;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.ServingEngine;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;

/// Serves connections on the threads of a pool that the program has already. Thread-safe.
///
/// It is about the least that an engine can be: where threads come from. Sockets, accepting and
/// waiting are those of Heddle's own blocking engines.
public final class PoolEngine extends ServingEngine {
  private final Executor pool;
  private final int connections;

  /// @param pool runs tasks that block, and never fewer of them at once than `connections`
  /// @param connections the most that it serves at once
  public PoolEngine(Executor pool, int connections) {
    this.pool = pool;
    this.connections = connections;
  }

  @Override
  public String name() {
    return "pool";
  }

  @Override
  public int capacity() {
    return connections;
  }

  @Override
  public BoundAddress listen(SocketAddress address, ConnectionHost host) throws IOException {
    return new SocketAcceptor(address, host, SocketTransport::new, this::start).start();
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) throws IOException {
    return SocketConnect.connect(address, timeout, SocketTransport::new);
  }

  @Override
  public void start(Runnable task) {
    pool.execute(task);
  }
}
