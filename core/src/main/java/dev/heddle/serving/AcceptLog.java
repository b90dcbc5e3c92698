package dev.heddle.serving;

import dev.heddle.jdk.SafeLog;
import dev.heddle.net.Addresses;
import dev.heddle.net.Sockets;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// Logs once that accepting has paused, and once that it has resumed; if the two alternate, as they
/// do when clients connect while others leave, it is not logged again for some time. Belongs to one
/// acceptor.
///
/// Keeps a descriptor in reserve and releases it before it logs: the log may have to open a file
/// (the JDK reads the time zones for its first line), and none would be left. Another thread may
/// write the line, and takes the reserve back then.
public final class AcceptLog {
  private static final Logger LOG = System.getLogger("dev.heddle.accept");

  private static final long QUIET_NANOS = 10_000_000_000L;

  private final SocketAddress address;
  private @Nullable SocketChannel reserve = Sockets.spare(); // guarded by this, as is closed
  private long lastSaid = System.nanoTime() - 2 * QUIET_NANOS;
  private boolean paused;
  private boolean closed;

  public AcceptLog(SocketAddress address) {
    this.address = address;
    // Loads the classes that are needed when descriptors have run out.
    AcceptError.of(new IOException("Too many open files"));
  }

  public void paused(IOException cause) {
    long now = System.nanoTime();
    if (!paused && now - lastSaid > QUIET_NANOS) {
      paused = true;
      lastSaid = now;
      release();
      SafeLog.warning(
          LOG, "accepting on " + Addresses.text(address) + " pauses: " + cause.getMessage());
      SafeLog.afterwards(this::takeBack); // before the next accept takes it
    }
  }

  public void accepted() {
    if (paused) {
      paused = false;
      SafeLog.warning(LOG, "accepting on " + Addresses.text(address) + " resumes");
      release();
      SafeLog.afterwards(this::takeBack);
    }
  }

  private synchronized void takeBack() {
    if (!closed && reserve == null) {
      reserve = Sockets.spare();
    }
  }

  private synchronized void release() {
    if (reserve != null) {
      Sockets.close(reserve);
      reserve = null;
    }
  }

  /// Gives up the reserve.
  public synchronized void close() {
    closed = true;
    release();
  }
}
