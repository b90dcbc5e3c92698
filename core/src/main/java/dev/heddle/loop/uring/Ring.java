package dev.heddle.loop.uring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.loop.linux.Linux;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// The two rings that the kernel and this thread share: submissions go in, completions come out.
///
/// Belongs to the thread that made it: the kernel takes submissions from that one only
/// (`IORING_SETUP_SINGLE_ISSUER`). Layouts and numbers: io_uring_setup(2), io_uring_enter(2),
/// `linux/io_uring.h`.
final class Ring {
  /// Flags of a submission.
  static final int BUFFER_SELECT = 1 << 5;

  /// Flags of a completion.
  static final int MORE = 1 << 1;

  static final int BUFFER_MORE = 1 << 4;
  static final int BUFFER_SHIFT = 16;

  private static final int SETUP_CQSIZE = 1 << 3;
  private static final int SETUP_SUBMIT_ALL = 1 << 7;
  private static final int SETUP_COOP_TASKRUN = 1 << 8;
  private static final int SETUP_TASKRUN_FLAG = 1 << 9;
  private static final int SETUP_SINGLE_ISSUER = 1 << 12;
  private static final int SETUP_DEFER_TASKRUN = 1 << 13;
  private static final int SETUP =
      SETUP_CQSIZE
          | SETUP_SUBMIT_ALL
          | SETUP_COOP_TASKRUN
          | SETUP_TASKRUN_FLAG
          | SETUP_SINGLE_ISSUER
          | SETUP_DEFER_TASKRUN;

  private static final int ENTER_GETEVENTS = 1;
  private static final int ENTER_EXT_ARG = 1 << 3;
  private static final int SQ_CQ_OVERFLOW = 1 << 1;
  private static final int SQ_TASKRUN = 1 << 2;

  private static final long PARAMS_SIZE = 120;
  private static final long OFFSET_SQES = 0x10000000L;
  private static final int SQE = 64;
  private static final int CQE = 16;
  private static final VarHandle INT = JAVA_INT.varHandle();

  private final int fd;
  private final MemorySegment rings;
  private final MemorySegment sqes;
  private final long sqTail;
  private final long sqHead;
  private final long sqFlags;
  private final long cqHead;
  private final long cqTail;
  private final long cqes;
  private final int sqMask;
  private final int cqMask;
  private final MemorySegment errno;
  private final MemorySegment timeArgument;
  private final MemorySegment time;
  private int tail;
  private int unsubmitted;

  /// Handles completions.
  @FunctionalInterface
  interface Completions {
    /// @param data what the submission was marked with
    /// @param result what the call would have returned, or an error number negated
    void completed(long data, int result, int flags);
  }

  /// @throws IOException if the kernel denies it, or is too old
  Ring(Arena arena, RingSize size) throws IOException {
    MemorySegment params = arena.allocate(PARAMS_SIZE, 8);
    params.set(JAVA_INT, 4, size.completions());
    params.set(JAVA_INT, 8, SETUP);
    fd = Linux.uringSetup(size.submissions(), params);
    if (fd < 0) {
      throw RingErrors.of("io_uring_setup", fd);
    }
    int sqEntries = params.get(JAVA_INT, 0);
    int cqEntries = params.get(JAVA_INT, 4);
    long bytes =
        Math.max(
            params.get(JAVA_INT, 64) + 4L * sqEntries,
            params.get(JAVA_INT, 100) + (long) CQE * cqEntries);
    try {
      rings = Linux.map(fd, bytes, 0);
      sqes = Linux.map(fd, (long) SQE * sqEntries, OFFSET_SQES);
    } catch (IOException e) {
      Linux.close(fd);
      throw e;
    }
    sqHead = params.get(JAVA_INT, 40);
    sqTail = params.get(JAVA_INT, 44);
    sqMask = rings.get(JAVA_INT, params.get(JAVA_INT, 48));
    sqFlags = params.get(JAVA_INT, 56);
    cqHead = params.get(JAVA_INT, 80);
    cqTail = params.get(JAVA_INT, 84);
    cqMask = rings.get(JAVA_INT, params.get(JAVA_INT, 88));
    cqes = params.get(JAVA_INT, 100);
    long array = params.get(JAVA_INT, 64);
    for (int i = 0; i < sqEntries; i++) {
      rings.set(JAVA_INT, array + 4L * i, i); // each place of the ring is its own entry
    }
    errno = Linux.newState(arena);
    time = arena.allocate(16, 8);
    timeArgument = arena.allocate(24, 8);
    timeArgument.set(JAVA_LONG, 16, time.address());
  }

  int fd() {
    return fd;
  }

  /// Puts a submission into the ring; it goes to the kernel with the next [#await].
  ///
  /// @param head operation, flags, I/O priority and descriptor: see [#head]
  /// @param offset the entry's `off`
  /// @param address the entry's `addr`
  /// @param length the entry's `len`
  /// @param operationFlags flags of the operation itself
  /// @param data comes back with the completion
  /// @param group the buffer group, for those that select a buffer
  void submit(
      long head, long offset, long address, int length, int operationFlags, long data, int group)
      throws IOException {
    while (tail - (int) INT.getAcquire(rings, sqHead) > sqMask) {
      hand(0, 0); // full: the kernel takes what is there
    }
    long entry = (long) (tail & sqMask) * SQE;
    sqes.set(JAVA_LONG, entry, head);
    sqes.set(JAVA_LONG, entry + 8, offset);
    sqes.set(JAVA_LONG, entry + 16, address);
    sqes.set(JAVA_LONG, entry + 24, (length & 0xffff_ffffL) | ((long) operationFlags << 32));
    sqes.set(JAVA_LONG, entry + 32, data);
    sqes.set(JAVA_LONG, entry + 40, group);
    tail++;
    unsubmitted++;
  }

  static long head(int operation, int flags, int priority, int fd) {
    return operation | ((long) flags << 8) | ((long) priority << 16) | ((long) fd << 32);
  }

  /// Submits what was prepared, and waits for a completion (at most `nanos`) if there is none.
  void await(long nanos) throws IOException {
    int head = (int) INT.getAcquire(rings, cqHead);
    boolean some = head != (int) INT.getAcquire(rings, cqTail);
    if (nanos != 0 && !some) {
      hand(1, nanos);
    } else if (unsubmitted > 0 || kernelHasMore()) {
      hand(0, 0);
    }
  }

  private boolean kernelHasMore() {
    return ((int) INT.getAcquire(rings, sqFlags) & (SQ_TASKRUN | SQ_CQ_OVERFLOW)) != 0;
  }

  private void hand(int wait, long nanos) throws IOException {
    INT.setRelease(rings, sqTail, tail);
    boolean timed = wait > 0 && nanos != Long.MAX_VALUE;
    if (timed) {
      time.set(JAVA_LONG, 0, nanos / 1_000_000_000L);
      time.set(JAVA_LONG, 8, nanos % 1_000_000_000L);
    }
    int result =
        Linux.uringEnter(
            errno,
            fd,
            unsubmitted,
            wait,
            timed ? ENTER_GETEVENTS | ENTER_EXT_ARG : ENTER_GETEVENTS,
            timed ? timeArgument : MemorySegment.NULL,
            timed ? timeArgument.byteSize() : 0);
    // The kernel's own head shows what it took, even if the wait was cut short.
    unsubmitted = tail - (int) INT.getAcquire(rings, sqHead);
    if (result < 0
        && result != -Linux.ETIME
        && result != -Linux.EINTR
        && result != -Linux.EAGAIN
        && result != -Linux.EBUSY) {
      throw RingErrors.of("io_uring_enter", result);
    }
  }

  /// Reports all completions.
  void report(Completions to) {
    int head = (int) INT.getAcquire(rings, cqHead);
    int end = (int) INT.getAcquire(rings, cqTail);
    while (head != end) {
      long entry = cqes + (long) (head & cqMask) * CQE;
      long data = rings.get(JAVA_LONG, entry);
      int result = rings.get(JAVA_INT, entry + 8);
      int flags = rings.get(JAVA_INT, entry + 12);
      head++;
      INT.setRelease(rings, cqHead, head);
      to.completed(data, result, flags);
    }
  }

  /// Closes; nothing may be under way any more.
  void close() {
    Linux.unmap(sqes);
    Linux.unmap(rings);
    Linux.close(fd);
  }
}
