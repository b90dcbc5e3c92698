package dev.heddle.tls;

import dev.heddle.jdk.Workers;
import java.io.IOException;
import java.util.concurrent.Callable;

/// Where the arithmetic of handshakes runs: about a millisecond each, during which a loop or a
/// carrier could serve no other connection. So those of virtual threads run on platform threads,
/// one for each processor, first come, first served: a crowd of clients delays itself, and the
/// system shares the processors between it and the loops.
///
/// Thread-safe.
final class HandshakeThreads {
  private static final Workers WORKERS =
      new Workers("heddle-handshake-", Runtime.getRuntime().availableProcessors());

  private HandshakeThreads() {}

  /// Runs a step of a handshake, and waits for it; see [Workers#offload].
  static <T> T run(Callable<T> step) throws IOException {
    return WORKERS.offload(step);
  }
}
