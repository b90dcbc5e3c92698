package dev.heddle.engine.socket;

import dev.heddle.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One read that is under way on a virtual thread of its own, so that its caller can stop waiting
/// for it. Belongs to the connection's reader.
final class ReadAhead {
  private static final int SIZE = 8 * 1024;

  private final CompletableFuture<@Nullable ByteBuffer> read = new CompletableFuture<>();

  ReadAhead(SocketChannel channel) {
    Thread.ofVirtual()
        .name("heddle-read-ahead")
        .start(() -> {
          try {
            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
            read.complete(channel.read(buffer) < 0 ? null : buffer.flip());
          } catch (Throwable e) { // its caller waits for an answer, whatever it is
            read.completeExceptionally(e);
          }
        });
  }

  /// Waits for the read to end; false if it has not by then.
  boolean await(long timeoutNanos) throws IOException {
    try {
      if (timeoutNanos == Transport.FOREVER) {
        read.get();
      } else {
        read.get(timeoutNanos, TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    }
  }

  /// The bytes that arrived; null at the end of the stream.
  @Nullable ByteBuffer result() throws IOException {
    if (read.isCompletedExceptionally()) {
      throw new IOException(read.exceptionNow().getMessage(), read.exceptionNow());
    }
    return read.resultNow();
  }
}
