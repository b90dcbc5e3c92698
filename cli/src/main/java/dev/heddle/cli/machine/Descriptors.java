package dev.heddle.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How many files and sockets this process may have open. A load that runs out of them would blame
/// the servers.
public final class Descriptors {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String NAME = "Max open files";
  private static final int OTHERS = 200;

  private Descriptors() {}

  /// Whether that many connections can be open at once; asks for more descriptors if there are too
  /// few and `prlimit` may raise the limit.
  public static boolean suffice(long connections) {
    long wanted = connections + OTHERS;
    if (limit() < wanted) {
      String pid = Long.toString(ProcessHandle.current().pid());
      Pinning.succeeds(List.of("prlimit", "--pid", pid, "--nofile=" + wanted + ":" + wanted));
    }
    return limit() >= wanted;
  }

  /// The message if they suffice for the connections of one target at a time.
  public static String inTurns(int connections, int targets) {
    return "%,d connections to %d servers need more descriptors than this process may have (%,d): each server's were open during its turns only"
        .formatted(connections, targets, limit());
  }

  /// The message if they do not suffice.
  public static String complaint(int connections, int targets) {
    return "%,d connections to %d server%s need %,d descriptors, and this process may have %,d: raise ulimit -n"
        .formatted(
            connections,
            targets,
            targets == 1 ? "" : "s",
            (long) connections * targets + OTHERS,
            limit());
  }

  private static long limit() {
    try {
      for (String line : Files.readAllLines(LIMITS)) {
        if (line.startsWith(NAME)) {
          String soft = line.substring(NAME.length()).strip().split("\\s+")[0];
          return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Not Linux: a shortage shows in the connections' errors.
    }
    return Long.MAX_VALUE;
  }
}
