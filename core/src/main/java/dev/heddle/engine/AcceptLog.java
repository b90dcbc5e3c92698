package dev.heddle.engine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;

/// Says once that accepting has paused, and once that it goes on. Belongs to one acceptor.
public final class AcceptLog {
  private static final Logger LOG = System.getLogger("dev.heddle.accept");

  private final SocketAddress address;
  private boolean paused;

  public AcceptLog(SocketAddress address) {
    this.address = address;
    // Loads what is needed when descriptors have run out, for then no class file can be opened.
    AcceptError.of(new IOException("Too many open files"));
  }

  public void paused(IOException cause) {
    if (!paused) {
      paused = true;
      LOG.log(Level.WARNING, "accepting on {0} pauses: {1}", address, cause.getMessage());
    }
  }

  public void accepted() {
    if (paused) {
      paused = false;
      LOG.log(Level.WARNING, "accepting on {0} goes on", address);
    }
  }
}
