package dev.heddle.lab.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The server's process: its memory, and its end.
final class OtherProcess {
  private static final int CONNECTIONS = 1000;

  /// A platform thread for each connection takes about half of it.
  private static final int MOST_KIB = 256;

  private static final int PATIENCE_SECONDS = 10;

  private final ProcessHandle process;
  private final Kind kind;

  OtherProcess(ProcessHandle process, Kind kind) {
    this.process = process;
    this.kind = kind;
  }

  Check memory() {
    return new Check(
        Part.LOAD, "takes at most " + MOST_KIB + " KiB for a connection", this::measure);
  }

  Check shutdown() {
    return new Check(Part.ROBUSTNESS, "ends in good order on SIGTERM", this::end);
  }

  private void measure(Visit visit) throws Mismatch, IOException {
    long before = kibibytes();
    visit.did("connected " + CONNECTIONS + " clients");
    var quiet = new Visit(visit.address(), visit.patienceMillis() * 3);
    try (quiet) {
      for (int i = 0; i < CONNECTIONS; i++) {
        Peer peer = quiet.connect();
        kind.talk().begin(peer);
        kind.talk().exchange(peer, i);
      }
      long each = Math.max(0, kibibytes() - before) / CONNECTIONS;
      visit.saw(each + " KiB more for each");
      if (each > MOST_KIB) {
        throw new Mismatch("at most " + MOST_KIB + " KiB");
      }
    }
  }

  /// What the process has in memory, as Linux counts it.
  private long kibibytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS in " + status);
  }

  private void end(Visit visit) throws Mismatch, IOException, InterruptedException {
    Peer idle = visit.connect();
    if (kind.talk().goesOn()) {
      kind.talk().begin(idle);
      kind.talk().exchange(idle, 1);
    }
    visit.did("sent SIGTERM to process " + process.pid() + " while a client was connected");
    CompletableFuture<ProcessHandle> ended = process.onExit();
    process.destroy();
    idle.patience(PATIENCE_SECONDS * 1000);
    if (kind.talk().goesOn()) {
      idle.expectEnd();
    }
    try {
      ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      visit.saw("its end");
    } catch (TimeoutException e) {
      visit.saw("it still running");
      throw new Mismatch("its end within " + PATIENCE_SECONDS + " s");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }
}
