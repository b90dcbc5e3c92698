package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The C library's calls, as Java methods that return what the call returned, or, if it failed, the
/// error number negated.
@SuppressWarnings("restricted") // all that is restricted is here
public final class Linux {
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOL_SOCKET = 1;
  public static final int SO_REUSEADDR = 2;
  public static final int SO_TYPE = 3;
  public static final int SO_ERROR = 4;
  public static final int SO_LINGER = 13;
  public static final int SO_ACCEPTCONN = 30;
  public static final int IPPROTO_TCP = 6;
  public static final int TCP_NODELAY = 1;
  public static final int TCP_NOTSENT_LOWAT = 25;
  public static final int SHUT_WR = 1;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int MSG_WAITALL = 0x100;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int EFD_CLOEXEC = 0x80000;

  public static final int O_CLOEXEC = 0x80000;
  public static final int F_SETFD = 2;
  public static final int F_SETFL = 4;
  public static final int F_DUPFD_CLOEXEC = 1030;
  public static final int FD_CLOEXEC = 1;

  public static final int EPERM = 1;
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EBUSY = 16;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int ENOSYS = 38;
  public static final int ETIME = 62;
  public static final int ENOBUFS = 105;
  public static final int ENOTCONN = 107;
  public static final int EINPROGRESS = 115;
  public static final int ECANCELED = 125;

  private static final long SYS_IO_URING_SETUP = 425;
  private static final long SYS_IO_URING_ENTER = 426;
  private static final long SYS_IO_URING_REGISTER = 427;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  // Its own for each thread: a call writes it, and the next line reads it.
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private static final MethodHandle SOCKET =
      call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      call("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle LISTEN =
      call("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle ACCEPT =
      call("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle CONNECT =
      call("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      call(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SETSOCKOPT =
      call(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKNAME =
      call("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle GETPEERNAME =
      call("getpeername", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SHUTDOWN =
      call("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FCNTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("fcntl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle SENDTO =
      call(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle EVENTFD =
      call("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle WRITE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("write"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle MMAP =
      call(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      call("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle SETUP =
      syscall(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS));
  private static final MethodHandle REGISTER =
      syscall(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle ENTER =
      syscall(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Linux() {}

  public static int socket(int family, int type) {
    MemorySegment state = CAPTURED.get();
    try {
      return result(state, (int) SOCKET.invokeExact(state, family, type | SOCK_CLOEXEC, 0));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int bind(int fd, MemorySegment address) {
    MemorySegment state = CAPTURED.get();
    try {
      return result(state, (int) BIND.invokeExact(state, fd, address, (int) address.byteSize()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int listen(int fd, int backlog) {
    MemorySegment state = CAPTURED.get();
    try {
      return result(state, (int) LISTEN.invokeExact(state, fd, backlog));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// @param flags of the new descriptor
  public static int accept(int fd, int flags) {
    MemorySegment state = CAPTURED.get();
    try {
      return result(
          state,
          (int) ACCEPT.invokeExact(state, fd, MemorySegment.NULL, MemorySegment.NULL, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int connect(int fd, MemorySegment address) {
    MemorySegment state = CAPTURED.get();
    try {
      return result(state, (int) CONNECT.invokeExact(state, fd, address, (int) address.byteSize()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// The value of an option that is one number and never negative.
  public static int option(int fd, int level, int option) {
    MemorySegment state = CAPTURED.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
      int result =
          result(state, (int) GETSOCKOPT.invokeExact(state, fd, level, option, value, length));
      return result < 0 ? result : value.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int setOption(int fd, int level, int option, int... values) {
    MemorySegment state = CAPTURED.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocateFrom(JAVA_INT, values);
      return result(
          state,
          (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// @param length in: the room for the address; out: its length
  public static int localAddress(int fd, MemorySegment address, MemorySegment length) {
    MemorySegment state = CAPTURED.get();
    try {
      return result(state, (int) GETSOCKNAME.invokeExact(state, fd, address, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int peerAddress(int fd, MemorySegment address, MemorySegment length) {
    MemorySegment state = CAPTURED.get();
    try {
      return result(state, (int) GETPEERNAME.invokeExact(state, fd, address, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int shutdown(int fd, int how) {
    MemorySegment state = CAPTURED.get();
    try {
      return result(state, (int) SHUTDOWN.invokeExact(state, fd, how));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// `fcntl` with a number as its argument.
  public static int control(int fd, int command, int argument) {
    MemorySegment state = CAPTURED.get();
    try {
      return result(state, (int) FCNTL.invokeExact(state, fd, command, argument));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int close(int fd) {
    MemorySegment state = CAPTURED.get();
    try {
      return result(state, (int) CLOSE.invokeExact(state, fd));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int sendTo(int fd, MemorySegment bytes, int flags, MemorySegment address) {
    MemorySegment state = CAPTURED.get();
    try {
      return (int)
          result(
              state,
              (long)
                  SENDTO.invokeExact(
                      state,
                      fd,
                      bytes,
                      bytes.byteSize(),
                      flags,
                      address,
                      (int) address.byteSize()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int eventFd() {
    MemorySegment state = CAPTURED.get();
    try {
      return result(state, (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Writes, and ignores the result. Allocates nothing and takes no lock.
  public static void writeUnchecked(int fd, MemorySegment bytes) {
    try {
      var _ = (long) WRITE.invokeExact(fd, bytes, bytes.byteSize());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Shared, readable, writable memory of a descriptor.
  ///
  /// @throws IOException if the system does not give it
  public static MemorySegment map(int fd, long size, long offset) throws IOException {
    MemorySegment state = CAPTURED.get();
    long address;
    try {
      address =
          result(
              state,
              (long) MMAP.invokeExact(state, MemorySegment.NULL, size, 3, 0x8001, fd, offset));
    } catch (Throwable e) {
      throw impossible(e);
    }
    if (address < 0) {
      throw new IOException("mmap: " + message((int) address));
    }
    return MemorySegment.ofAddress(address).reinterpret(size);
  }

  public static void unmap(MemorySegment memory) {
    MemorySegment state = CAPTURED.get();
    try {
      result(state, (int) MUNMAP.invokeExact(state, memory, memory.byteSize()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int uringSetup(int entries, MemorySegment params) {
    MemorySegment state = CAPTURED.get();
    try {
      return (int)
          result(state, (long) SETUP.invokeExact(state, SYS_IO_URING_SETUP, entries, params));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int uringRegister(int ring, int operation, MemorySegment argument, int count) {
    MemorySegment state = CAPTURED.get();
    try {
      return (int)
          result(
              state,
              (long)
                  REGISTER.invokeExact(
                      state, SYS_IO_URING_REGISTER, ring, operation, argument, count));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public static int uringEnter(
      MemorySegment state,
      int ring,
      int submit,
      int wait,
      int flags,
      MemorySegment argument,
      long size) {
    try {
      return (int)
          result(
              state,
              (long)
                  ENTER.invokeExact(
                      state, SYS_IO_URING_ENTER, ring, submit, wait, flags, argument, size));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Memory for a call's error number, for callers that call often enough to keep it.
  public static MemorySegment newState(Arena arena) {
    return arena.allocate(STATE);
  }

  /// What the C library says of an error number.
  public static String message(int error) {
    try {
      var text = (MemorySegment) STRERROR.invokeExact(Math.abs(error));
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int result(MemorySegment state, int result) {
    return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
  }

  static long result(MemorySegment state, long result) {
    return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
  }

  /// A function of the C library; its first parameter is where its error number goes.
  static MethodHandle call(String name, FunctionDescriptor descriptor) {
    return call(LINKER.defaultLookup().findOrThrow(name), descriptor);
  }

  /// Likewise; null if this C library does not have it.
  static @Nullable MethodHandle callIfAny(String name, FunctionDescriptor descriptor) {
    return LINKER.defaultLookup().find(name).map(found -> call(found, descriptor)).orElse(null);
  }

  private static MethodHandle call(MemorySegment function, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(function, descriptor, Linker.Option.captureCallState("errno"));
  }

  /// Likewise one that never takes long, so that the JVM need not know that the thread is away, and
  /// that may be given arrays of the heap, which lie still for that long.
  static MethodHandle shortCall(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"),
        Linker.Option.critical(true));
  }

  static MethodHandle syscall(FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow("syscall"),
        descriptor,
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }

  static IllegalStateException impossible(Throwable e) {
    return new IllegalStateException("a native call of a wrong form", e);
  }
}
