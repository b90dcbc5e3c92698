package dev.heddle.loop;

import dev.heddle.transport.Buffers;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A socket of a loop, whatever the loop waits on: sees to it that everything happens in the loop.
///
/// Its state belongs to its loop. A read or write by a thread from elsewhere is carried out by a
/// virtual thread of the loop; waking and closing are posted there.
public abstract class LoopTransport implements Transport {
  /// How many reads in a row may find data before the other connections of the loop get a turn.
  private static final int READS_IN_A_ROW = 16;

  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(LoopTransport.class, "closed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// The thread that waits to read.
  protected final Waiter reader = new Waiter();

  private final EventLoop loop;
  private boolean readerWoken;
  private int readsInARow;
  private volatile boolean closed;

  protected LoopTransport(EventLoop loop) {
    this.loop = loop;
  }

  /// [#read], in a virtual thread of the loop; asks [#takeWake] before it waits.
  protected abstract int readInLoop(ReadBuffer into, long timeoutNanos) throws IOException;

  /// [#write], in a virtual thread of the loop.
  protected abstract void writeInLoop(ByteBuffer source) throws IOException;

  /// Closes, in the loop; called once.
  protected abstract void closeInLoop(boolean reset);

  @Override
  public final int read(ReadBuffer into, long timeoutNanos) throws IOException {
    return loop.inLoop()
        ? tryRead(into, timeoutNanos)
        : loop.threads().call(() -> tryRead(into, timeoutNanos));
  }

  /// [#readMore], in the loop.
  protected int readMoreInLoop(ReadBuffer into) throws IOException {
    return 0;
  }

  @Override
  public final int readMore(ReadBuffer into) throws IOException {
    return loop.inLoop() ? readMoreInLoop(into) : 0;
  }

  private int tryRead(ReadBuffer into, long timeoutNanos) throws IOException {
    try {
      return readInLoop(into, timeoutNanos);
    } catch (ClosedByInterruptException e) {
      close(); // as the JDK's channels do
      throw e;
    }
  }

  @Override
  public final void write(ByteBuffer source) throws IOException {
    inLoop(() -> writeInLoop(source));
  }

  @Override
  public final long writeFile(FileChannel file, long position, long count) throws IOException {
    return loop.inLoop()
        ? tryWriteFile(file, position, count)
        : loop.threads().call(() -> tryWriteFile(file, position, count));
  }

  private long tryWriteFile(FileChannel file, long position, long count) throws IOException {
    try {
      return writeFileInLoop(file, position, count);
    } catch (ClosedByInterruptException e) {
      close();
      throw e;
    }
  }

  /// [#writeFile], in a virtual thread of the loop.
  protected long writeFileInLoop(FileChannel file, long position, long count) throws IOException {
    return 0;
  }

  /// Runs operations that may wait, in a virtual thread of the loop. An interrupt during the wait
  /// aborts the connection.
  protected final void inLoop(Task task) throws IOException {
    if (loop.inLoop()) {
      run(task);
      return;
    }
    loop.threads()
        .call(() -> {
          run(task);
          return true;
        });
  }

  private void run(Task task) throws IOException {
    try {
      task.run();
    } catch (ClosedByInterruptException e) {
      close();
      throw e;
    }
  }

  /// What may wait, and fail.
  @FunctionalInterface
  protected interface Task {
    void run() throws IOException;
  }

  @Override
  public final void wakeReader() {
    loop.execute(() -> {
      readerWoken = true;
      reader.wake();
    });
  }

  /// Whether the reader has been woken since it was asked last.
  protected final boolean takeWake() {
    boolean woken = readerWoken;
    readerWoken = false;
    return woken;
  }

  /// A read is about to wait.
  protected final void beforeWaiting(ReadBuffer into) {
    into.release();
    readsInARow = 0;
  }

  /// A read has found data without waiting: yields to others if it was one of many.
  protected final void hasNotWaited() {
    if (++readsInARow >= READS_IN_A_ROW) {
      readsInARow = 0;
      Thread.yield();
    }
  }

  @Override
  public final void close() {
    close(false);
  }

  @Override
  public final void abort() {
    close(true);
  }

  private void close(boolean reset) {
    if (CLOSED.compareAndSet(this, false, true)) { // a descriptor's number may be another's then
      loop.execute(() -> closeInLoop(reset));
    }
  }

  protected final boolean isClosed() {
    return closed;
  }

  protected final void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  /// Runs a task, which must not wait, on the loop's own thread.
  protected final void post(Runnable task) {
    loop.execute(task);
  }

  @Override
  public final void execute(Runnable task) {
    try {
      loop.threads().start(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it this connection.
    }
  }

  @Override
  public final @Nullable Runnable after(long nanos, Runnable task) {
    return loop.inLoop() ? loop.timers().add(nanos, task)::cancel : null;
  }

  @Override
  public final Buffers buffers() {
    return loop.buffers();
  }
}
