package dev.heddle.lab.steps;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ServerSocket;

/// A step's server on a bare `ServerSocket`, with a thread that accepts. Thread-safe.
final class BlockingStepServer implements Step.Running {
  private static final Logger LOG = System.getLogger("dev.heddle.lab");

  private final ServerSocket listening;

  BlockingStepServer(ServerSocket listening, Steps.AcceptLoop loop) {
    this.listening = listening;
    Thread.ofPlatform().daemon().name("accept").start(() -> run(loop));
  }

  private void run(Steps.AcceptLoop loop) {
    try {
      loop.run(listening);
    } catch (IOException e) {
      if (!listening.isClosed()) {
        LOG.log(Level.ERROR, "cannot accept any more", e);
      }
    }
  }

  @Override
  public int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing failed", e);
    }
  }
}
