package dev.heddle.lab.check;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The end of the server's process.
final class OtherProcess {
  private static final int PATIENCE_SECONDS = 10;

  private final ProcessHandle process;
  private final CheckedService kind;

  OtherProcess(ProcessHandle process, CheckedService kind) {
    this.process = process;
    this.kind = kind;
  }

  Check shutdown() {
    return new Check(
            GradePart.ROBUSTNESS,
            kind.talk().half().isEmpty()
                ? "shuts down gracefully on SIGTERM"
                : "shuts down gracefully on SIGTERM: a message that has begun is still answered",
            this::end)
        .onTalk();
  }

  private void end(Visit visit) throws Mismatch, IOException, InterruptedException {
    CheckedService.ShortTalk talk = kind.talk();
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

  private void answered(Peer peer) throws Mismatch, IOException, InterruptedException {
    kind.talk().begin(peer);
    kind.talk().exchange(peer, 1);
  }
}
