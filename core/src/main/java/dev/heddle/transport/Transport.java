package dev.heddle.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// How the bytes of one connection move, and how a thread waits for them.
///
/// An engine supplies this and nothing else; buffering, framing, back-pressure and graceful close
/// belong to the connection. One thread reads and one thread writes at a time (they may be two, or
/// the same): the connection sees to that. Everything else may be called from any thread.
///
/// Errors are the plain exceptions of the system; the connection sorts them by whose fault they
/// are.
public interface Transport {
  /// Returned by [#read]: the peer sends no more.
  int END = -1;

  /// Returned by [#read]: timed out, nothing has arrived.
  int TIMED_OUT = -2;

  /// Returned by [#read]: [#wakeReader] has been called; the peer may still be sending.
  int WOKEN = -3;

  /// As a timeout: no limit.
  long FOREVER = Long.MAX_VALUE;

  /// Waits until there are bytes and appends them to `into`. Takes room in `into` as late as it
  /// can: if waiting needs no buffer, a waiting connection holds none.
  ///
  /// @param timeoutNanos how long to wait at the most, in nanoseconds, or [#FOREVER]
  /// @return how many bytes came (at least one), [#END], [#WOKEN] or [#TIMED_OUT]
  int read(ReadBuffer into, long timeoutNanos) throws IOException;

  /// Appends what has already arrived to `into`, and never waits: for a reader whose last [#read]
  /// has filled all the room.
  ///
  /// @return how many bytes; 0 if there are none, or the transport does not know
  default int readMore(ReadBuffer into) throws IOException {
    return 0;
  }

  /// For a transport that takes bytes over before the system has them: how many of them may be
  /// there. Called once, before anything is written.
  ///
  /// @param high unsent bytes above which a writer parks
  /// @param low unsent bytes at which it resumes
  default void waterMarks(int low, int high) {}

  /// Whether a read takes room in its buffer before it waits.
  default boolean keepsRoom() {
    return false;
  }

  /// For a transport that keeps unread bytes: reports by how much their number grows or shrinks,
  /// except for small changes. Called once, before anything is read.
  default void reportKept(IntConsumer changes) {}

  /// Writes all of `source`; parks its caller while the peer does not keep up. May return when the
  /// bytes have been taken over, and before the system has them.
  void write(ByteBuffer source) throws IOException;

  /// Writes bytes of a file, and lets the system move them; parks its caller while the peer does
  /// not keep up.
  ///
  /// @return how many: fewer than `count` if the file ends before, or this transport does not do
  ///   that, or no further; the caller then reads the file itself
  default long writeFile(FileChannel file, long position, long count) throws IOException {
    return 0;
  }

  /// Waits until the system has everything that was written.
  default void awaitSent() throws IOException {}

  /// Signals the end of the stream to the peer (half-close); reading continues.
  void closeOutput() throws IOException;

  /// Makes a waiting read, or else the next one, return [#WOKEN]. If the system offers nothing
  /// better, later reads get no more bytes and only wait. Never throws.
  void wakeReader();

  /// Closes at once. A waiting read or write throws; unsent bytes are lost, see [#awaitSent]. A
  /// second call does nothing. Never throws.
  void close();

  /// Closes so that the peer sees a reset and nothing lingers.
  void abort();

  /// Where buffers come from that this transport's connection needs.
  default Buffers buffers() {
    return Buffers.HEAP;
  }

  /// Runs a task that may block, beside the connection's own thread but on the same engine.
  void execute(Runnable task);

  /// Runs `brief` on a thread of the engine's that must not wait: only [#accepts] and [#offer] may
  /// be called there. If there is no such thread, runs `waiting` as [#execute] does.
  default void executeSoon(Runnable brief, Runnable waiting) {
    execute(waiting);
  }

  /// Whether [#offer] should be called now: the unsent bytes are below the limit.
  default boolean accepts() {
    return false;
  }

  /// Takes all of `source` and never waits, for the thread that [#executeSoon] has a brief task run
  /// on.
  default void offer(ByteBuffer source) throws IOException {
    throw new UnsupportedOperationException("this transport has no thread for brief tasks");
  }

  /// Runs a task once, after some time, by a timer of the engine, which wakes no other thread.
  ///
  /// @param task must not wait
  /// @return cancels it, on the calling thread or in the same loop; null if the engine has no
  ///   timers for the calling thread
  default @Nullable Runnable after(long nanos, Runnable task) {
    return null;
  }

  SocketAddress localAddress();

  SocketAddress peerAddress();

  /// Bytes received so far. May be read at any time; the value is recent.
  long bytesRead();

  /// Bytes written so far; likewise.
  long bytesWritten();
}
