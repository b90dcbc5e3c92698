package dev.heddle.cli.compare;

import dev.heddle.cli.machine.OwnCommand;
import dev.heddle.cli.machine.Pinning;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A service in a process of its own: `heddle serve`, by the same java and from the same jars as
/// this command. Belongs to the thread that started it.
final class EngineProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;
  private static final long START_SECONDS = 60;
  private static final int TOO_LATE = -1;
  private static final int ENDED = -2;

  private final Process process;
  private final int port;

  private EngineProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts one on a free port; returns when it listens.
  ///
  /// @param prefix precedes the command, such as `taskset -c 0`
  /// @throws IOException if it does not get that far; the message is its own error
  static EngineProcess start(List<String> prefix, List<String> serve) throws IOException {
    var command = new ArrayList<>(prefix);
    command.addAll(OwnCommand.line("serve"));
    command.addAll(serve);
    command.addAll(List.of("--port", "0", "--idle-timeout", "0", "--log", "error"));
    Process process = new ProcessBuilder(command).start();
    var listening =
        new CompletableFuture<Integer>()
            .completeOnTimeout(TOO_LATE, START_SECONDS, TimeUnit.SECONDS);
    CompletableFuture<@Nullable String> complaint = swallow(process.errorReader());
    Thread.ofVirtual().start(() -> readPort(process.inputReader(), listening));
    int port = listening.join();
    if (port >= 0) {
      return new EngineProcess(process, port);
    }
    process.destroyForcibly();
    String said = complaint.join();
    throw new IOException(
        said != null
            ? said
            : port == TOO_LATE
                ? "did not listen within " + START_SECONDS + " s"
                : "ended before it listened");
  }

  private static void readPort(BufferedReader out, CompletableFuture<Integer> listening) {
    String address = "";
    try {
      for (String line; (line = out.readLine()) != null; ) {
        if (line.equals("listening")) {
          listening.complete(port(address));
        } else if (line.contains(" nc ") && !line.contains(" udp ")) {
          address = line;
        }
      }
    } catch (IOException | NumberFormatException e) {
      // It has ended, or said something else.
    } finally {
      listening.complete(ENDED);
    }
  }

  private static int port(String row) {
    return Integer.parseInt(row.substring(row.lastIndexOf(' ') + 1));
  }

  /// Reads all that it says, since it must not wait for that.
  ///
  /// @return the first line; null if there was none
  private static CompletableFuture<@Nullable String> swallow(BufferedReader reader) {
    var first = new CompletableFuture<@Nullable String>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            for (String line; (line = reader.readLine()) != null; ) {
              first.complete(line);
            }
          } catch (IOException e) {
            // It has ended.
          } finally {
            first.complete(null);
          }
        });
    return first;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /// Makes it collect its garbage, so that its memory is what it needs; if there is a `jcmd`.
  static void collectGarbage(long pid) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (Files.isExecutable(jcmd)) {
      Pinning.succeeds(List.of(jcmd.toString(), Long.toString(pid), "GC.run"));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
