package dev.heddle.load;

import org.jspecify.annotations.Nullable;

/// The load generator itself cannot continue; the message says why, and what helps. It is no
/// server's fault.
public final class LoadFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LoadFailedException(Throwable cause) {
    super(message(cause), cause);
  }

  public LoadFailedException(String message) {
    super(message);
  }

  private static String message(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      return "the load generator ran out of memory ("
          + cause.getMessage()
          + "): use fewer connections, or a larger heap, as in HEDDLE_JAVA_OPTS=-Xmx2g";
    }
    return "the load generator failed: " + cause + place(cause);
  }

  private static String place(Throwable cause) {
    @Nullable StackTraceElement[] trace = cause.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }
}
