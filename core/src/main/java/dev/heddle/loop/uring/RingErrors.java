package dev.heddle.loop.uring;

import dev.heddle.loop.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Why the system does not provide a ring, as far as that can be determined. Thread-safe.
final class RingErrors {
  private static final Path SWITCH = Path.of("/proc/sys/kernel/io_uring_disabled");

  private RingErrors() {}

  /// @param call what was refused
  /// @param result its error number, negated
  static IOException of(String call, int result) {
    return new IOException(call + ": " + Linux.message(result) + reason(-result));
  }

  private static String reason(int error) {
    return switch (error) {
      case Linux.EPERM -> " (" + forbidder() + ")";
      case Linux.EINVAL, Linux.ENOSYS -> " (it takes Linux 6.1)";
      case Linux.ENOMEM -> " (memory, or the limit of locked memory: ulimit -l)";
      case Linux.EMFILE -> " (the limit of descriptors: ulimit -n)";
      default -> "";
    };
  }

  private static String forbidder() {
    String value = switchValue();
    return value.equals("0")
        ? "a seccomp filter, as many containers have one, must allow the io_uring calls"
        : "kernel.io_uring_disabled is " + value + "; sysctl kernel.io_uring_disabled=0 allows it";
  }

  private static String switchValue() {
    try {
      return Files.readString(SWITCH).strip();
    } catch (IOException e) {
      return "0"; // kernels before 6.6 have no such switch
    }
  }
}
