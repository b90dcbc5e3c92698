package dev.heddle.loop.uring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.jdk.SafeLog;
import dev.heddle.loop.DatagramSocket;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Poller;
import dev.heddle.loop.linux.FileCalls;
import dev.heddle.loop.linux.WakeUp;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.time.Duration;

/// Waits by io_uring, which reports completed operations.
///
/// Belongs to its loop's thread, as every [Poller].
public final class UringPoller implements Poller, Operation {
  private static final Logger LOG = System.getLogger("dev.heddle.loop");
  private static final int READ = 22;
  private static final int ASYNC_CANCEL = 14;
  private static final int CANCEL_ANY = 1 << 2 | 1;
  private static final int CANCEL_PLACE_KIND = 7;
  private static final long LAST_PATIENCE = 2_000_000_000L;

  private final EventLoop loop;
  private final Arena arena = Arena.ofShared();
  private final Ring ring;
  private final ReceiveBuffers receiveBuffers;
  private final SendMemory sendMemory = new SendMemory(arena);
  private final Operations operations;
  private final Ring.Completions completions;
  private final FileCalls files = new FileCalls();
  private final WakeUp wakeUp;
  private final MemorySegment wakeCount = arena.allocate(JAVA_LONG);
  private final int ownPlace;
  private final int mostKept;
  private boolean ending;

  /// @throws IOException if the kernel is too old (before 6.1), or something forbids io_uring, as
  ///   many containers do; the message says which
  public UringPoller(EventLoop loop) throws IOException {
    this(loop, RingSize.DEFAULT);
  }

  UringPoller(EventLoop loop, RingSize size) throws IOException {
    this.loop = loop;
    this.mostKept = size.mostKept();
    this.operations = new Operations(loop::failed);
    this.completions = operations::completed;
    Ring opened = null;
    try {
      opened = new Ring(arena, size);
      this.ring = opened;
      this.receiveBuffers = new ReceiveBuffers(opened, arena, size);
      this.wakeUp = new WakeUp();
    } catch (IOException | RuntimeException e) {
      if (opened != null) {
        opened.close();
      }
      arena.close();
      throw e;
    }
    this.ownPlace = operations.add(this);
    try {
      awaitWakeup();
      ring.await(0); // a filter may forbid this one only
    } catch (IOException e) {
      wakeUp.close();
      ring.close();
      arena.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "io_uring";
  }

  @Override
  public void poll(long nanos) throws IOException {
    ring.await(nanos);
    loop.awake();
    ring.report(completions);
  }

  @Override
  public void wakeup() {
    wakeUp.wake();
  }

  /// A wake-up has arrived: ready for the next one.
  @Override
  public void completed(int kind, int result, int flags) {
    if (kind == 0 && result >= 0 && !ending) {
      try {
        awaitWakeup();
      } catch (IOException e) {
        SafeLog.error(LOG, loop.thread().getName(), "can no longer be woken", e);
      }
    }
  }

  private void awaitWakeup() throws IOException {
    ring.submit(
        Ring.head(READ, 0, 0, wakeUp.fd()),
        0,
        wakeCount.address(),
        (int) wakeCount.byteSize(),
        0,
        operations.begin(ownPlace, 0),
        0);
  }

  @Override
  public Listener listen(SocketAddress address, int backlog, Accepts accepts) throws IOException {
    return new UringListener(this, address, backlog, accepts);
  }

  @Override
  public Transport connect(SocketAddress address, Duration timeout) throws IOException {
    return UringConnect.connect(this, address, timeout);
  }

  @Override
  public DatagramSocket bind(SocketAddress address) throws IOException {
    return new UringDatagrams(this, address);
  }

  /// Cancels all operations, and frees the memory only after the kernel has released it.
  @Override
  public void close() {
    ending = true;
    try {
      ring.submit(
          Ring.head(ASYNC_CANCEL, 0, 0, -1),
          0,
          0,
          0,
          CANCEL_ANY,
          operations.begin(ownPlace, CANCEL_PLACE_KIND),
          0);
      long deadline = System.nanoTime() + LAST_PATIENCE;
      while (operations.underWay() > 0 && System.nanoTime() < deadline) {
        ring.await(LAST_PATIENCE / 100);
        ring.report(completions);
      }
    } catch (IOException e) {
      SafeLog.warning(LOG, loop.thread().getName(), "closing the ring failed", e);
    }
    wakeUp.close();
    ring.close();
    tellLeftovers();
    if (operations.underWay() == 0) {
      arena.close();
    }
  }

  /// Each of these is a defect; but one that a log names is found.
  private void tellLeftovers() {
    int underWay = operations.underWay();
    int owners = operations.owners() - 1; // without the poller itself
    int blocks = sendMemory.lent();
    if (underWay + owners + blocks > 0) {
      SafeLog.warning(
          LOG,
          "a loop ends with "
              + underWay
              + " operations under way, "
              + owners
              + " sockets open, "
              + blocks
              + " blocks of send memory lent");
    }
  }

  EventLoop loop() {
    return loop;
  }

  Ring ring() {
    return ring;
  }

  Operations operations() {
    return operations;
  }

  ReceiveBuffers receiveBuffers() {
    return receiveBuffers;
  }

  /// How many unread bytes a connection keeps before it stops receiving.
  int mostKept() {
    return mostKept;
  }

  SendMemory sendMemory() {
    return sendMemory;
  }

  FileCalls files() {
    return files;
  }

  /// Asks the kernel to end a submission; that then completes with `ECANCELED`, unless it has
  /// completed before.
  void cancel(long mark) throws IOException {
    ring.submit(
        Ring.head(ASYNC_CANCEL, 0, 0, -1),
        0,
        mark,
        0,
        0,
        operations.begin(ownPlace, CANCEL_PLACE_KIND),
        0);
  }
}
