package dev.heddle.lab.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A client on a Unix domain socket in the form of one on TCP, with timeouts, which a channel
/// lacks; the JDK's TLS can be laid over it. There is no reset on such a socket: breaking off means
/// closing.
///
/// One thread reads and one writes at a time; any thread may close it.
final class UnixSocket extends Socket {
  private static final int CHUNK = 8192;

  private final SocketChannel channel;
  private final InputStream in = new Input();
  private final OutputStream out;
  private volatile int timeoutMillis;
  private volatile boolean outputShut;

  private UnixSocket(SocketChannel channel, int timeoutMillis) {
    this.channel = channel;
    this.out = Channels.newOutputStream(channel);
    this.timeoutMillis = timeoutMillis;
  }

  /// Connects; waits for a place in the server's queue.
  ///
  /// @param patienceMillis how long, and the first timeout of reads
  /// @throws ConnectException if no process listens there
  static UnixSocket connect(UnixDomainSocketAddress address, int patienceMillis)
      throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    var connected = new CompletableFuture<Boolean>();
    // A virtual thread would not wait for a place in the queue.
    Thread.ofPlatform().daemon().start(() -> run(connected, () -> channel.connect(address)));
    try {
      await(connected, patienceMillis, "Connect timed out");
      return new UnixSocket(channel, patienceMillis);
    } catch (IOException e) {
      channel.close();
      if (e instanceof SocketException && Files.notExists(address.getPath())) {
        var missing = new ConnectException(e.getMessage());
        missing.initCause(e);
        throw missing;
      }
      throw e;
    }
  }

  /// A call on a thread of its own, for which others wait up to a timeout.
  @FunctionalInterface
  private interface Call<T> {
    T call() throws IOException;
  }

  private static <T> void run(CompletableFuture<T> result, Call<T> call) {
    try {
      result.complete(call.call());
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  /// @param millis how long to wait; 0 for no limit
  private static <T> T await(CompletableFuture<T> result, int millis, String late)
      throws IOException {
    try {
      return millis == 0 ? result.get() : result.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      var timeout = new SocketTimeoutException(late);
      timeout.initCause(e);
      throw timeout;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /// A read that has timed out continues, on its thread, and is the next one, too: so no byte is
  /// lost, and nothing is read before it is asked for.
  private final class Input extends InputStream {
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).flip();
    private @Nullable CompletableFuture<Integer> reading;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!chunk.hasRemaining() && !fill()) {
        return -1;
      }
      int count = Math.min(length, chunk.remaining());
      chunk.get(target, offset, count);
      return count;
    }

    @Override
    public int available() {
      return reading == null ? chunk.remaining() : 0;
    }

    /// @return false at the end of the stream
    private boolean fill() throws IOException {
      if (reading == null) {
        var started = new CompletableFuture<Integer>();
        chunk.clear();
        Thread.startVirtualThread(() -> run(started, () -> channel.read(chunk)));
        reading = started;
      }
      try {
        int count = await(reading, timeoutMillis, "Read timed out");
        reading = null;
        chunk.flip();
        return count >= 0;
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        reading = null;
        chunk.flip();
        throw e;
      }
    }
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public int getSoTimeout() {
    return timeoutMillis;
  }

  /// Has no effect.
  @Override
  public void setSoLinger(boolean on, int seconds) {}

  @Override
  public void shutdownOutput() throws IOException {
    outputShut = true;
    channel.shutdownOutput();
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShut;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
