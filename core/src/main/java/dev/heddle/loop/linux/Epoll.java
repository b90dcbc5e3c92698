package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout.OfLong;
import java.lang.invoke.MethodHandle;

/// One epoll instance of the kernel: the descriptors that it watches, and their events. See
/// epoll(7). Belongs to its loop's thread.
public final class Epoll {
  public static final int IN = 1;
  public static final int PRI = 1 << 1;
  public static final int OUT = 1 << 2;
  public static final int ERR = 1 << 3;
  public static final int HUP = 1 << 4;
  public static final int RDHUP = 1 << 13;

  /// Edge-triggered: reports a change once, not a state repeatedly.
  public static final int EDGE = 1 << 31;

  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;
  private static final int CLOEXEC = 0x80000;

  private static final int MOST_EVENTS = 1024;
  // struct epoll_event has no gap on x86-64, and only there.
  private static final int DATA = System.getProperty("os.arch").equals("amd64") ? 4 : 8;
  private static final int EVENT = DATA + Long.BYTES;
  private static final OfLong LONG = JAVA_LONG_UNALIGNED;

  private static final MethodHandle CREATE =
      Linux.call("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle CONTROL =
      Linux.call(
          "epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle WAIT =
      Linux.call(
          "epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment state = Linux.newState(arena);
  private final MemorySegment events = arena.allocate((long) MOST_EVENTS * EVENT, 8);
  private final MemorySegment event = arena.allocate(EVENT, 8);
  private final int fd;

  /// @throws IOException if descriptors have run out
  public Epoll() throws IOException {
    try {
      fd = Linux.result(state, (int) CREATE.invokeExact(state, CLOEXEC));
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
    if (fd < 0) {
      throw new IOException("epoll_create1: " + Linux.message(fd));
    }
  }

  /// Watches a descriptor; reports at once what is ready already.
  ///
  /// @param mark comes back with its events
  public void add(int watched, int wanted, long mark) throws IOException {
    control(ADD, watched, wanted, mark);
  }

  /// Watches it for other events; reports at once what is ready already.
  public void change(int watched, int wanted, long mark) throws IOException {
    control(MODIFY, watched, wanted, mark);
  }

  /// Watches it no more; closing it does this, too.
  public void remove(int watched) throws IOException {
    control(DELETE, watched, 0, 0);
  }

  private void control(int operation, int watched, int wanted, long mark) throws IOException {
    event.set(JAVA_INT, 0, wanted);
    event.set(LONG, DATA, mark);
    int result;
    try {
      result = Linux.result(state, (int) CONTROL.invokeExact(state, fd, operation, watched, event));
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
    if (result < 0) {
      throw new IOException("epoll_ctl: " + Linux.message(result));
    }
  }

  /// Waits until something has happened, but not for longer than `millis`.
  ///
  /// @param millis 0: only looks; -1: no limit
  /// @return the number of descriptors with events: see [#mark] and [#events]
  public int await(int millis) throws IOException {
    int count;
    try {
      count = Linux.result(state, (int) WAIT.invokeExact(state, fd, events, MOST_EVENTS, millis));
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
    if (count < 0 && count != -Linux.EINTR) {
      throw new IOException("epoll_wait: " + Linux.message(count));
    }
    return Math.max(0, count);
  }

  /// Whose the events at `index` are.
  public long mark(int index) {
    return events.get(LONG, (long) index * EVENT + DATA);
  }

  public int events(int index) {
    return events.get(JAVA_INT, (long) index * EVENT);
  }

  public void close() {
    Linux.close(fd);
  }
}
