package dev.heddle.lab.check;

import dev.heddle.lab.process.ProcessStatus;
import java.io.IOException;
import java.util.List;
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
    return new Check(
        Part.ROBUSTNESS,
        kind.talk().half().isEmpty()
            ? "ends in good order on SIGTERM"
            : "ends in good order on SIGTERM: who is in the middle of a message is answered",
        this::end);
  }

  private void measure(Visit visit) throws Mismatch, IOException, InterruptedException {
    long before = kibibytes();
    visit.did("connected " + CONNECTIONS + " clients, and had each answered once");
    try (Visit quiet = visit.quiet()) {
      // Many at a time: who came first must not have been silent for too long when the last one is
      // in.
      List<Peer> peers = Load.connect(kind.talk(), CONNECTIONS, quiet);
      if (peers.size() < CONNECTIONS) {
        visit.saw(peers.size() + " connected");
        throw new Mismatch("all of them connected");
      }
      for (int i = 0; i < CONNECTIONS; i++) {
        kind.talk().exchange(peers.get(i), i);
      }
      long more = kibibytes() - before;
      visit.saw("process " + process.pid() + " grow by " + more + " KiB");
      if (more > (long) MOST_KIB * CONNECTIONS) {
        throw new Mismatch("at most " + MOST_KIB + " KiB for each");
      }
    }
  }

  private long kibibytes() throws IOException {
    return new ProcessStatus(process.pid())
        .kibibytes()
        .orElseThrow(() -> new IOException("no memory of process " + process.pid()));
  }

  private void end(Visit visit) throws Mismatch, IOException, InterruptedException {
    Kind.Talk talk = kind.talk();
    Peer idle = visit.connect();
    Peer middle = visit.connect();
    if (talk.goesOn()) {
      answered(idle);
      answered(middle);
      if (!talk.half().isEmpty()) {
        middle.sendInPieces(talk.half());
      }
    }
    visit.did("sent SIGTERM to process " + process.pid());
    CompletableFuture<ProcessHandle> ended = process.onExit();
    process.destroy();
    if (talk.goesOn()) {
      idle.patience(PATIENCE_SECONDS * 1000).expectEndAfterAll();
      if (!talk.half().isEmpty()) {
        talk.finish(middle.patience(PATIENCE_SECONDS * 1000));
      }
      middle.expectEndAfterAll();
    }
    visit.close();
    try {
      ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      visit.saw("the process's end");
    } catch (TimeoutException e) {
      visit.saw("the process still running");
      throw new Mismatch("its end within " + PATIENCE_SECONDS + " s");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private void answered(Peer peer) throws Mismatch, IOException {
    kind.talk().begin(peer);
    kind.talk().exchange(peer, 1);
  }
}
