package dev.heddle.cli.serve;

import dev.heddle.cli.terminal.StopRequest;
import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.Pipe;
import dev.heddle.loop.linux.Successor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// The process that this one replaces, if there is one: see [Restart]. Belongs to one thread.
final class Predecessor {
  /// The variable with the descriptor to write to.
  static final String PROGRESS = "HEDDLE_PROGRESS_FD";

  /// The variable with the descriptor to read from.
  static final String TURN = "HEDDLE_TURN_FD";

  private static final System.Logger LOG = System.getLogger("dev.heddle.cli");
  private static final int NONE = -1;

  private int progress;
  private int turn;

  private Predecessor(int progress, int turn) {
    this.progress = progress;
    this.turn = turn;
  }

  /// The one that the environment describes.
  static Predecessor of(Map<String, String> environment) {
    String own = Long.toString(ProcessHandle.current().pid());
    return environment.getOrDefault("LISTEN_PID", "").equals(own)
        ? new Predecessor(number(environment, PROGRESS), number(environment, TURN))
        : new Predecessor(NONE, NONE); // meant for a parent of this process
  }

  private static int number(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : NONE;
  }

  /// Waits until the predecessor has nothing any more that only one process can have; if it has
  /// ended meanwhile, it has nothing either.
  ///
  /// @return false if this process is to end instead
  boolean awaitTurn(StopRequest stop) throws InterruptedException {
    if (turn == NONE) {
      return true;
    }
    var come = new CountDownLatch(1);
    stop.whenMade(come::countDown);
    tell(Successor.PREPARED);
    Thread.ofPlatform()
        .name("heddle-turn")
        .daemon()
        .start(() -> {
          readTurn();
          come.countDown();
        });
    come.await();
    return !stop.isMade();
  }

  private void readTurn() {
    try {
      int ignored = Pipe.read(turn);
    } catch (IOException e) { // no descriptor: what is in use fails when it is opened
      LOG.log(
          Level.WARNING, "cannot wait for the process that this one replaces: {0}", e.toString());
    }
  }

  /// Tells it that this process serves, the first time that this is called.
  void tellReady() {
    if (progress != NONE) {
      tell(Successor.READY);
      Linux.close(progress);
      Linux.close(turn);
      progress = NONE;
      turn = NONE;
    }
  }

  private void tell(char what) {
    try {
      Pipe.write(progress, what);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot notify the process that this one replaces: {0}", e.toString());
    }
  }
}
