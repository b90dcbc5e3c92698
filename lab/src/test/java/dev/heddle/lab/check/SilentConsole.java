package dev.heddle.lab.check;

import dev.heddle.services.talk.Console;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// An attended console at which nothing is typed.
final class SilentConsole implements Console {
  private final CountDownLatch closed = new CountDownLatch(1);

  @Override
  public @Nullable String readLine(String prompt) {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  @Override
  public void print(String line) {}

  @Override
  public void close() {
    closed.countDown();
  }
}
