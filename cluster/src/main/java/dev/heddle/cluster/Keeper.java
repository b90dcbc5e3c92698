package dev.heddle.cluster;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// Makes a register's stream agree with what this node wants, again and again while NATS is lost.
/// If this node's lease was ended meanwhile, it begins another one and claims again what no other
/// node has taken. One thread.
final class Keeper {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cluster");
  private static final Duration CHECKED_EVERY = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(250);

  /// Long before the servers delete it.
  private static final Duration REWRITTEN = Duration.ofHours(6);

  private final String register;
  private final Node node;
  private final RegisterState state;
  private final RegisterWriter writer;

  private long rewrittenAt = System.nanoTime(); // of the thread

  private Keeper(String register, Node node, RegisterState state, RegisterWriter writer) {
    this.register = register;
    this.node = node;
    this.state = state;
    this.writer = writer;
  }

  /// Starts the thread, which ends when the state is closed.
  ///
  /// @param register its name, for the log
  static void start(String register, Node node, RegisterState state, RegisterWriter writer) {
    var keeper = new Keeper(register, node, state, writer);
    Thread.ofPlatform().name("heddle-keeper").daemon().start(keeper::run);
  }

  private void run() {
    try {
      while (!state.isClosed()) {
        if (attempt()) {
          state.await(this::hasWork, CHECKED_EVERY);
        } else {
          state.await(state::isClosed, PAUSE);
        }
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it; it would end.
    }
  }

  /// @return false if it must be tried again
  private boolean attempt() throws InterruptedException {
    if (!node.isReachable()) {
      return false;
    }
    try {
      keep();
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "cluster: {0}: {1}", register, e.getMessage());
      return false;
    }
  }

  private boolean hasWork() {
    return state.isClosed() || !state.isSettled() || !state.isLeased();
  }

  private void keep() throws IOException, InterruptedException {
    if (System.nanoTime() - rewrittenAt > REWRITTEN.toNanos()) {
      rewrittenAt = System.nanoTime();
      writer.renewLease();
      state.age();
    }
    if (!state.isLeased()) {
      LOG.log(Level.WARNING, "cluster: this node was cut off and reclaims what it held");
      writer.beginLease();
    }
    for (String key : state.doubtful()) {
      writer.agree(key);
    }
  }
}
