package dev.heddle.cli.load;

import dev.heddle.cli.machine.OwnCommand;
import dev.heddle.load.crew.CrewLink;
import dev.heddle.load.crew.StreamLink;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// A worker as a child of this process. Its link is its standard input and output, which the system
/// closes when this process ends, however it ends: so it never outlives it.
final class WorkerProcess {
  /// What the child is called with.
  static final String CHILD = "--child";

  private static final int SIGNALLED = 128;
  private static final long PATIENCE_SECONDS = 2;

  private WorkerProcess() {}

  /// @throws IOException if no process can be started
  static CrewLink start() throws IOException {
    Process process = new ProcessBuilder(OwnCommand.lineOfKind("worker", CHILD)).start();
    var lastWords = new AtomicReference<>("");
    Thread.ofPlatform()
        .daemon()
        .name("heddle-worker-complaints")
        .start(() -> listen(process.errorReader(), lastWords));
    return new StreamLink(
        process.getInputStream(),
        process.getOutputStream(),
        process::destroyForcibly,
        () -> ending(process, lastWords));
  }

  /// Reads all that it says, since it must not wait for that.
  private static void listen(BufferedReader errors, AtomicReference<String> lastWords) {
    try {
      for (String line; (line = errors.readLine()) != null; ) {
        lastWords.set(line);
      }
    } catch (IOException e) {
      // It has ended.
    }
  }

  private static String ending(Process process, AtomicReference<String> lastWords) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return "closed its output";
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "ended";
    }
    int code = process.exitValue();
    return code > SIGNALLED
        ? "was killed by signal " + (code - SIGNALLED)
        : "ended with exit code " + code + (lastWords.get().isEmpty() ? "" : ": " + lastWords);
  }
}
