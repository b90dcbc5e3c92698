package dev.heddle.serving;

import dev.heddle.connection.Housekeeping;
import dev.heddle.jdk.SafeLog;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Why a server has to close, and the code that closes it.
///
/// The thread that has failed may have no memory left, and closing may have to wait for it: so it
/// only leaves the reason here and wakes a thread that exists already. That one is everybody's, and
/// closing may have to wait for handlers and listeners, too: so it starts a thread for it, if there
/// is memory for one. Thread-safe.
final class EngineFailure {
  private static final Logger LOG = System.getLogger("dev.heddle.server");
  private static final long RETRY_NANOS = 100_000_000;

  private final String name;
  private final Runnable close;
  private final AtomicReference<@Nullable IOException> reason = new AtomicReference<>();
  private final Housekeeping.Task closing;

  /// Made beforehand, for when there is no memory to say more.
  private final IOException noMemory = new IOException("no memory left");

  /// @param close closes the server; is called again if it throws
  EngineFailure(String name, Runnable close) {
    this.name = name;
    this.close = close;
    this.closing = Housekeeping.onDemand(this::startClosing);
  }

  private void startClosing() {
    try {
      Thread.ofPlatform().daemon().name("heddle-closing").start(this::closeAlone);
    } catch (OutOfMemoryError e) { // no thread either, which the JVM reports with the same error
      close.run();
    }
  }

  private void closeAlone() {
    while (!tryClose()) {
      Thread.interrupted(); // or it would not park
      LockSupport.parkNanos(this, RETRY_NANOS);
    }
  }

  private boolean tryClose() {
    try {
      close.run();
      return true;
    } catch (Throwable e) {
      SafeLog.error(LOG, name, "closing failed, trying again", e);
      return false;
    }
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
