package example;

import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.ServerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Answers each line with the line reversed. Starts and drains with the application.
@Component
class ReverseServer implements SmartLifecycle {
  private final int port;
  private final Duration patience;
  private volatile Server server;

  ReverseServer(
      @Value("${reverse.port:7001}") int port,
      @Value("${reverse.patience:10s}") Duration patience) {
    this.port = port;
    this.patience = patience;
  }

  private void reverse(Connection connection) throws IOException {
    for (String line; (line = connection.readLine()) != null; ) {
      connection.writeLine(new StringBuilder(line).reverse().toString());
    }
  }

  @Override
  public void start() {
    try {
      server = Server.builder(this::reverse).port(port).engine(Engine.loops()).start();
      System.out.println("listening: " + server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try {
      server.drain(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.close();
    }
  }

  @Override
  public boolean isRunning() {
    Server started = server;
    return started != null && started.state() != ServerState.CLOSED;
  }
}
