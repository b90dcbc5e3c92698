package dev.heddle.load.crew;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A link whose other end is the test. Thread-safe.
final class TestLink implements CrewLink {
  private static final String CLOSED = "";

  final BlockingQueue<String> toMember = new LinkedBlockingQueue<>();
  final BlockingQueue<String> toWorker = new LinkedBlockingQueue<>();

  @Override
  public void send(String message) {
    toWorker.add(message);
  }

  @Override
  public @Nullable String receive() {
    try {
      String message = toMember.take();
      return message.equals(CLOSED) ? null : message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public boolean noticesDeath() {
    return false;
  }

  @Override
  public String ending() {
    return "closed";
  }

  @Override
  public void close() {
    toMember.add(CLOSED);
  }
}
