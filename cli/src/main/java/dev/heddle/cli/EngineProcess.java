package dev.heddle.cli;

import dev.heddle.Engine;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A service in a process of its own: `heddle serve`, by the same java and from the same jars as
/// this command. Belongs to the thread that started it.
final class EngineProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final Process process;
  private final int port;

  private EngineProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts one on a free port; returns when it listens.
  ///
  /// @param prefix what comes before the command, such as `taskset -c 0`
  /// @throws IOException if it does not come so far; the message is its own complaint
  static EngineProcess start(List<String> prefix, List<String> serve) throws IOException {
    var command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions());
    command.addAll(Engine.jvmOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("serve");
    command.addAll(serve);
    command.addAll(List.of("--port", "0", "--idle-timeout", "0", "--log", "error"));
    Process process = new ProcessBuilder(command).start();
    BufferedReader out = process.inputReader();
    String address = "";
    for (String line; (line = out.readLine()) != null; ) {
      if (line.equals("listening")) {
        swallow(process);
        return new EngineProcess(process, port(address));
      }
      if (line.contains(" nc ") && !line.contains(" udp ")) {
        address = line;
      }
    }
    String complaint = process.errorReader().readLine();
    process.destroyForcibly();
    throw new IOException(complaint == null ? "ended without a word" : complaint);
  }

  /// The options of this JVM, but for those that only fit this process.
  private static List<String> jvmOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X"))
        .filter(option -> !option.contains("AOT") && !option.startsWith("-Xlog"))
        .toList();
  }

  private static int port(String row) {
    return Integer.parseInt(row.substring(row.lastIndexOf(' ') + 1));
  }

  /// Nobody reads what it still says, and it must not wait for that.
  private static void swallow(Process process) {
    for (BufferedReader reader : List.of(process.inputReader(), process.errorReader())) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (reader.readLine() != null) {
                // Its port is all that was wanted.
              }
            } catch (IOException e) {
              // It has ended.
            }
          });
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /// Has it collect its garbage, so that its memory is what it needs, as far as there is a `jcmd`.
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
