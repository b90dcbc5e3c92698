package dev.heddle.serving;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.regex.Pattern;

/// What an error in accepting asks for, by its cause.
public enum AcceptError {
  /// Descriptors or memory have run out: wait until some are free, then continue.
  PAUSE,
  /// This one connection failed while it was accepted: continue with the next.
  SKIP,
  /// Nothing will get better: stop.
  STOP;

  /// How long a pause is.
  public static final long PAUSE_NANOS = 100_000_000;

  // EMFILE, ENFILE, ENOBUFS, ENOMEM: accept(2).
  private static final Pattern EXHAUSTED =
      Pattern.compile("Too many open files|No buffer space|Cannot allocate memory|Out of memory");

  // Errors of the new connection's network that accept(2) of Linux passes on, and aborted
  // handshakes.
  private static final Pattern PASSING =
      Pattern.compile(
          "connection abort|Network is (down|unreachable)|Protocol (error|not available)"
              + "|Host is down|No route to host|Machine is not on the network"
              + "|Operation not supported|reset by peer");

  public static AcceptError of(IOException error) {
    String message = String.valueOf(error.getMessage());
    if (EXHAUSTED.matcher(message).find()) {
      return PAUSE;
    }
    if (PASSING.matcher(message).find()) {
      return SKIP;
    }
    return canOpenSockets() ? STOP : PAUSE;
  }

  // The messages above are the C library's, which may speak another language: so ask the system.
  private static boolean canOpenSockets() {
    try (var probe = SocketChannel.open()) {
      return probe.isOpen();
    } catch (IOException e) {
      return false;
    }
  }
}
