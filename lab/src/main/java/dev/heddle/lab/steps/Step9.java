package dev.heddle.lab.steps;

import dev.heddle.Handler;
import dev.heddle.Server;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/// A counter that all clients share.
final class Step9 {
  private Step9() {}

  // region server
  static Server start(int port) throws IOException {
    var tally = new Tally();
    Handler count =
        connection -> {
          for (String name; (name = connection.readLine()) != null; ) {
            connection.writeLine(tally.add(name));
          }
        };
    return Server.builder(count).port(port).start();
  }

  /// How many names have come, and which was the last. The two belong together: a lock keeps them
  /// so. Thread-safe.
  static final class Tally {
    private final ReentrantLock lock = new ReentrantLock();
    private int count; // guarded by lock
    private String last = "nobody"; // guarded by lock

    String add(String name) {
      lock.lock();
      try {
        String answer = ++count + " so far; before you: " + last;
        last = name;
        return answer;
      } finally {
        lock.unlock();
      }
    }
  }
  // endregion
}
