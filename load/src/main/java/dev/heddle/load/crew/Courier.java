package dev.heddle.load.crew;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Sends messages on a link by a thread of its own, so that no thread waits for another side that
/// does not read. Thread-safe.
final class Courier implements AutoCloseable {
  private static final String LAST = "";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final CrewLink link;
  private final Thread thread;

  /// @param name of the thread
  Courier(CrewLink link, String name) {
    this.link = link;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  void send(CrewMessage message) {
    messages.add(CrewJson.encode(message));
  }

  private void run() {
    try {
      for (String message; !(message = messages.take()).equals(LAST); ) {
        link.send(message);
      }
    } catch (IOException e) {
      // The receiving side sees that the link has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  /// Lets the last messages leave, for a moment at most.
  @Override
  public void close() {
    messages.add(LAST);
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
