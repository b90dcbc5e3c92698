package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A process that was started with descriptors of this one: posix_spawn(3), because
/// [ProcessBuilder] closes them all. Belongs to one thread; others may end the process.
public final class Successor implements AutoCloseable {
  /// The first descriptor that it gets: sd_listen_fds(3).
  public static final int FIRST = 3;

  private static final int ABOVE = 512;
  private static final int STRUCT = 512; // larger than what glibc and musl need
  private static final short SETSIGMASK = 8;
  private static final int SIGMASK = 128;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  private static final MethodHandle PIPE =
      Linux.call("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle INIT =
      Linux.call("posix_spawn_file_actions_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle DUP =
      Linux.call(
          "posix_spawn_file_actions_adddup2",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  /// Only since glibc 2.34.
  private static final @Nullable MethodHandle CLOSE_FROM =
      Linux.callIfAny(
          "posix_spawn_file_actions_addclosefrom_np",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  private static final MethodHandle DESTROY =
      Linux.call("posix_spawn_file_actions_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ATTRIBUTES =
      Linux.call("posix_spawnattr_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle FLAGS =
      Linux.call(
          "posix_spawnattr_setflags",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, java.lang.foreign.ValueLayout.JAVA_SHORT));
  private static final MethodHandle MASK =
      Linux.call("posix_spawnattr_setsigmask", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SPAWN =
      Linux.call(
          "posix_spawn",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle WAIT =
      Linux.call("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle KILL =
      Linux.call("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private final int pid;
  private final int readyPipe;
  private boolean gone; // guarded by this: its number may be another process's

  private Successor(int pid, int readyPipe) {
    this.pid = pid;
    this.readyPipe = readyPipe;
  }

  /// Starts a program.
  ///
  /// @param command its path, absolute, and its arguments
  /// @param descriptors it has them as 3, 4, …, and behind them one to which it writes a byte when
  ///   it is ready
  /// @throws IOException if it cannot be started; the message says why
  public static Successor start(
      List<String> command, Map<String, String> environment, List<Integer> descriptors)
      throws IOException {
    NativeCalls.require();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pipe = arena.allocate(JAVA_INT, 2);
      int made = (int) PIPE.invokeExact(Linux.newState(arena), pipe, Linux.O_CLOEXEC);
      if (made < 0) {
        throw new IOException("no pipe");
      }
      int reading = pipe.getAtIndex(JAVA_INT, 0);
      int writing = pipe.getAtIndex(JAVA_INT, 1);
      List<Integer> given = new ArrayList<>(descriptors);
      given.add(writing);
      try {
        return new Successor(spawn(command, environment, given, arena), reading);
      } catch (IOException e) {
        Linux.close(reading);
        throw e;
      } finally {
        Linux.close(writing);
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
  }

  private static int spawn(
      List<String> command, Map<String, String> environment, List<Integer> given, Arena arena)
      throws Throwable {
    keepAllElse();
    MemorySegment state = Linux.newState(arena);
    MemorySegment actions = arena.allocate(STRUCT, Long.BYTES);
    MemorySegment attributes = arena.allocate(STRUCT, Long.BYTES);
    int done = (int) INIT.invokeExact(state, actions);
    done |= (int) ATTRIBUTES.invokeExact(state, attributes);
    done |= (int) FLAGS.invokeExact(state, attributes, SETSIGMASK);
    done |= (int) MASK.invokeExact(state, attributes, arena.allocate(SIGMASK, Long.BYTES));
    List<Integer> copies = new ArrayList<>();
    try {
      for (int i = 0; i < given.size(); i++) { // from above, so that none is overwritten
        int copy = Linux.control(given.get(i), Linux.F_DUPFD_CLOEXEC, ABOVE);
        if (copy < 0) {
          throw new IOException("descriptor " + given.get(i) + ": " + Linux.message(copy));
        }
        copies.add(copy);
        done |= (int) DUP.invokeExact(state, actions, copy, FIRST + i);
      }
      if (CLOSE_FROM != null) {
        done |= (int) CLOSE_FROM.invokeExact(state, actions, FIRST + given.size());
      }
      MemorySegment pid = arena.allocate(JAVA_INT);
      List<String> variables =
          environment.entrySet().stream().map(e -> e.getKey() + '=' + e.getValue()).toList();
      int error =
          (int)
              SPAWN.invokeExact(
                  state,
                  pid,
                  arena.allocateFrom(command.getFirst()),
                  actions,
                  attributes,
                  strings(command, arena),
                  strings(variables, arena));
      if (error != 0 || done != 0) {
        throw new IOException(command.getFirst() + ": " + Linux.message(error | done));
      }
      return pid.get(JAVA_INT, 0);
    } finally {
      copies.forEach(Linux::close);
      done |= (int) DESTROY.invokeExact(state, actions);
    }
  }

  /// The JDK's sockets are inherited: where the system cannot close them in the new process, all
  /// that are open now are marked. One that is accepted just after that would stay open there.
  private static void keepAllElse() throws IOException {
    if (CLOSE_FROM == null) {
      for (int fd : ListeningSockets.descriptors()) {
        if (fd >= FIRST) {
          Linux.control(fd, Linux.F_SETFD, Linux.FD_CLOEXEC);
        }
      }
    }
  }

  private static MemorySegment strings(List<String> strings, Arena arena) {
    MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
    for (int i = 0; i < strings.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
    }
    return array;
  }

  /// Its number.
  public int pid() {
    return pid;
  }

  /// Waits until it is ready; false if it has ended instead.
  public boolean awaitReady() throws IOException {
    try (InputStream pipe = Files.newInputStream(Path.of("/proc/self/fd/" + readyPipe))) {
      boolean ready = pipe.read() >= 0;
      if (!ready) {
        reap();
      }
      return ready;
    }
  }

  /// It has ended, or has closed the pipe and never will be ready.
  private void reap() {
    kill();
    synchronized (this) {
      gone = true;
    }
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) WAIT.invokeExact(Linux.newState(arena), pid, MemorySegment.NULL, 0);
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
  }

  /// Asks it to end. From any thread.
  public void terminate() {
    signal(SIGTERM);
  }

  /// Ends it. From any thread.
  public void kill() {
    signal(SIGKILL);
  }

  private synchronized void signal(int number) {
    if (gone) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) KILL.invokeExact(Linux.newState(arena), pid, number);
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
  }

  /// Forgets it.
  @Override
  public void close() {
    Linux.close(readyPipe);
  }
}
