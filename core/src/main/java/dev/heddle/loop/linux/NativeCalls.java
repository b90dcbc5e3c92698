package dev.heddle.loop.linux;

import dev.heddle.jdk.JvmOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Whether the C library can be called here. Determined once, because the JVM gives its reason only
/// on the first attempt. Thread-safe.
public final class NativeCalls {
  private static final @Nullable String PROBLEM = problem();

  private NativeCalls() {}

  private static @Nullable String problem() {
    try {
      Linux.message(0);
      return null;
    } catch (LinkageError | RuntimeException e) {
      Throwable cause = rootOf(e);
      return cause instanceof IllegalCallerException
          ? JvmOptions.NATIVE_ACCESS_DENIED
          : "the C library cannot be called: " + cause;
    }
  }

  private static Throwable rootOf(Throwable problem) {
    Throwable cause = problem.getCause();
    return cause == null ? problem : rootOf(cause);
  }

  /// @throws IOException if the C library cannot be called; the message says why, and what helps
  public static void require() throws IOException {
    if (PROBLEM != null) {
      throw new IOException(PROBLEM);
    }
  }
}
