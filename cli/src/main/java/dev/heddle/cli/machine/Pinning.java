package dev.heddle.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Keeps servers and the load on processors of their own, by `taskset`, if that exists and there is
/// more than one processor. Immutable.
///
/// @param servers processors of the servers; empty if nothing is pinned
/// @param load processors of the load
public record Pinning(List<Integer> servers, List<Integer> load) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final long PATIENCE_SECONDS = 5;

  /// Half of the processors for each; the servers take turns in theirs.
  public static Pinning here() {
    List<Integer> all = allowed();
    if (all.size() < 2 || !succeeds(List.of("taskset", "--version"))) {
      return new Pinning(List.of(), List.of());
    }
    int half = all.size() / 2;
    return new Pinning(all.subList(0, half), all.subList(half, all.size()));
  }

  /// The prefix of a server's command.
  public List<String> prefix() {
    return servers.isEmpty() ? List.of() : List.of("taskset", "-c", text(servers));
  }

  /// Pins this process.
  public void pinLoad() {
    if (!load.isEmpty()) {
      String pid = Long.toString(ProcessHandle.current().pid());
      succeeds(List.of("taskset", "-a", "-c", "-p", text(load), pid));
    }
  }

  /// In words, for the report.
  public String words() {
    return servers.isEmpty()
        ? "nothing was pinned to processors: there is only one, or no taskset"
        : "servers on processor " + text(servers) + ", load on processor " + text(load);
  }

  private static String text(List<Integer> processors) {
    return processors.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static List<Integer> allowed() {
    var processors = new ArrayList<Integer>();
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(ALLOWED)) {
          for (String range : line.substring(ALLOWED.length()).strip().split(",")) {
            addRange(range, processors);
          }
        }
      }
    } catch (IOException | NumberFormatException e) {
      processors.clear(); // not Linux
    }
    return processors;
  }

  private static void addRange(String range, List<Integer> processors) {
    int dash = range.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
    int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
    for (int i = first; i <= last; i++) {
      processors.add(i);
    }
  }

  /// Runs a tool and discards its output.
  public static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
