package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A process that was started with descriptors of this one: posix_spawn(3), because
/// [ProcessBuilder] closes them all. Belongs to one thread; others may end the process.
public final class Successor implements AutoCloseable {
  /// The first descriptor that it gets: sd_listen_fds(3).
  public static final int FIRST = 3;

  /// What it writes when all is ready that can be, and it waits for its turn.
  public static final char PREPARED = 'P';

  /// What it writes when it serves.
  public static final char READY = 'R';

  private static final char TURN = 'T';
  private static final int STRUCT = 512; // larger than what glibc and musl need
  private static final short SETSIGMASK = 8;
  private static final int SIGMASK = 128;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

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
  private final int progress; // the end of a pipe that is read
  private final int turn; // the end of a pipe that is written to
  private boolean gone; // guarded by this: its number may be another process's

  private Successor(int pid, int progress, int turn) {
    this.pid = pid;
    this.progress = progress;
    this.turn = turn;
  }

  /// Starts a program.
  ///
  /// @param command its path, absolute, and its arguments
  /// @param descriptors it has them as 3, 4, …, and behind them one to which it writes [#PREPARED]
  ///   and [#READY], and one from which it reads a byte, or the end, when it is its turn
  /// @throws IOException if it cannot be started; the message says why
  public static Successor start(
      List<String> command, Map<String, String> environment, List<Integer> descriptors)
      throws IOException {
    NativeCalls.require();
    Pipe progress = Pipe.open();
    try {
      return start(command, environment, descriptors, progress, Pipe.open());
    } catch (IOException e) {
      progress.close();
      throw e;
    }
  }

  private static Successor start(
      List<String> command,
      Map<String, String> environment,
      List<Integer> descriptors,
      Pipe progress,
      Pipe turn)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      List<Integer> given = new ArrayList<>(descriptors);
      given.add(progress.writing());
      given.add(turn.reading());
      int pid = spawn(command, environment, given, arena);
      Linux.close(progress.writing());
      Linux.close(turn.reading());
      return new Successor(pid, progress.reading(), turn.writing());
    } catch (IOException e) {
      turn.close();
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
      int above = FIRST + given.size(); // so that none is overwritten
      for (int i = 0; i < given.size(); i++) {
        int copy = Linux.control(given.get(i), Linux.F_DUPFD_CLOEXEC, above);
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

  /// Waits until it writes [#PREPARED] or [#READY], and returns that; -1 if it has ended instead.
  public int awaitProgress() throws IOException {
    int written = Pipe.read(progress);
    if (written < 0) { // it has ended, or has closed the pipe and never will be ready
      kill();
    }
    return written;
  }

  /// It is its turn: what only one process can have is there to be taken. If it has ended, nothing
  /// happens.
  public void giveTurn() {
    try {
      Pipe.write(turn, TURN);
    } catch (IOException e) {
      // It has ended, which is seen when its progress is awaited.
    }
  }

  /// Ends it, and waits until it has ended. From any thread.
  public void kill() {
    signal(SIGKILL);
    synchronized (this) {
      if (gone) {
        return;
      }
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

  /// Forgets it. If it waits for its turn, it has it.
  @Override
  public void close() {
    Linux.close(progress);
    Linux.close(turn);
  }
}
