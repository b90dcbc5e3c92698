package dev.heddle.cluster;

import dev.heddle.services.topics.StorageException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// An entry that is to be appended, and the thread that waits for it. Thread-safe.
final class PendingEntry {
  /// After this, its author gets an error; the entry may be found stored nevertheless.
  private static final long PATIENCE_SECONDS = 10;

  final long key;
  final String author;
  final String text;
  private final CompletableFuture<Long> number = new CompletableFuture<>();

  PendingEntry(long key, String author, String text) {
    this.key = key;
    this.author = author;
    this.text = text;
  }

  void stored(long sequence) {
    number.complete(sequence);
  }

  /// It will not be tried again.
  void fail(String reason) {
    number.completeExceptionally(new IOException(reason));
  }

  /// Whether it is stored, or is not to be tried again.
  boolean isOver() {
    return number.isDone();
  }

  /// @return its number in the topic
  long await() throws StorageException {
    try {
      return number.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      fail("no answer for " + PATIENCE_SECONDS + " s");
    } catch (InterruptedException e) {
      fail("interrupted");
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new StorageException("cannot store messages now", e.getCause());
    }
    try {
      return number.getNow(0L); // it may have been stored in the last moment
    } catch (RuntimeException e) {
      throw new StorageException("cannot store messages now", e.getCause());
    }
  }
}
