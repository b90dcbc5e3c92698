package dev.heddle.serving;

import dev.heddle.connection.Housekeeping;
import dev.heddle.jdk.SafeLog;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Why a server has to close, and the code that closes it.
///
/// The thread that has failed may have no memory left, and closing may have to wait for it: so it
/// only leaves the reason here and wakes a thread that exists already. Thread-safe.
final class EngineFailure {
  private static final Logger LOG = System.getLogger("dev.heddle.server");

  private final String name;
  private final AtomicReference<@Nullable IOException> reason = new AtomicReference<>();
  private final Housekeeping.Task closing;

  /// Made beforehand, for when there is no memory to say more.
  private final IOException noMemory = new IOException("no memory left");

  /// @param close closes the server; is called again if it throws
  EngineFailure(String name, Runnable close) {
    this.name = name;
    this.closing = Housekeeping.onDemand(close);
  }

  /// The first reason stays.
  void set(Throwable cause) {
    if (reason.compareAndSet(null, asIOException(cause))) {
      closing.runSoon();
      SafeLog.error(LOG, name, "failed, server closes", cause);
    }
  }

  private IOException asIOException(Throwable cause) {
    try {
      return cause instanceof IOException e ? e : new IOException(cause);
    } catch (OutOfMemoryError e) {
      return noMemory;
    }
  }

  @Nullable IOException get() {
    return reason.get();
  }

  /// The server is closed.
  void stop() {
    closing.cancel();
  }
}
