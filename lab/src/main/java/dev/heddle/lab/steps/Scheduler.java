package dev.heddle.lab.steps;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Semaphore;

/// Coroutines on a loop: a scheduler to understand, not to use.
///
/// A coroutine here is a thread that runs only while the loop waits for it: `resume` hands it the
/// turn, and `pause` gives the turn back. So never more than one of them runs, and what they share
/// needs no lock. All methods but `run` and `close` are for coroutines.
final class Scheduler implements AutoCloseable {
  // region coroutine
  /// Something that can pause in the middle and resume there later.
  static final class Coroutine {
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);
    private boolean over;

    Coroutine(Task task) {
      Thread.ofVirtual()
          .start(() -> {
            turn.acquireUninterruptibly();
            try {
              task.run();
            } catch (Exception e) {
              System.err.println("a coroutine has failed: " + e);
            }
            over = true;
            back.release();
          });
    }

    /// The loop lets it run, up to its next pause or its end.
    void resume() {
      turn.release();
      back.acquireUninterruptibly();
    }

    /// It lets the loop run, up to the next time that it is resumed.
    void pause() {
      back.release();
      turn.acquireUninterruptibly();
    }
  }

  // endregion

  // region state
  private record Sleeper(long until, Coroutine coroutine) {}

  private final Queue<Coroutine> ready = new ArrayDeque<>();
  private final PriorityQueue<Sleeper> sleeping =
      new PriorityQueue<>(Comparator.comparingLong(Sleeper::until));
  private final Selector selector;
  private volatile boolean closed;
  private Coroutine current = new Coroutine(() -> {}); // whose turn it is

  Scheduler() throws IOException {
    selector = Selector.open();
  }

  // endregion

  // region loop
  /// Runs until it is closed.
  void run() throws IOException {
    while (!closed) {
      for (int n = ready.size(); n > 0; n--) { // those that are ready now, not what they add
        current = ready.remove();
        current.resume();
      }
      selector.select(this::isReady, patience());
      while (!sleeping.isEmpty() && sleeping.peek().until() <= System.nanoTime()) {
        ready.add(sleeping.remove().coroutine());
      }
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  /// How long there is nothing to do, in milliseconds; 0 is for ever, as for `select`.
  private long patience() {
    if (!ready.isEmpty()) {
      return 1;
    }
    Sleeper next = sleeping.peek();
    return next == null ? 0 : Math.max(1, (next.until() - System.nanoTime()) / 1_000_000);
  }

  private void isReady(SelectionKey key) {
    key.interestOps(0); // once is enough: a task that wants more waits again
    ready.add((Coroutine) key.attachment());
  }

  // endregion

  // region calls
  /// Starts another coroutine.
  void spawn(Task task) {
    ready.add(new Coroutine(task));
  }

  /// Waits until the channel can be read from (or written to, accepted from).
  void await(SelectableChannel channel, int operation) throws IOException {
    channel.register(selector, operation, current);
    current.pause();
  }

  void sleep(long millis) {
    sleeping.add(new Sleeper(System.nanoTime() + millis * 1_000_000, current));
    current.pause();
  }

  // endregion

  /// Asks `run` to end; for any thread.
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }

  /// What a coroutine does.
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }
}
