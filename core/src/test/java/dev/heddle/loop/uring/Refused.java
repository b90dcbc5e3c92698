package dev.heddle.loop.uring;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.Server;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Socket;

/// A process of its own in which a system call is refused, as by a container: starts two servers on
/// the available poller, and prints their answers, then one that insists on io_uring, and prints
/// its error.
final class Refused {
  private static final int PR_SET_SECCOMP = 22;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final long MODE_FILTER = 2;
  private static final int RETURN_ERROR = 0x0005_0000;
  private static final int RETURN_ALLOW = 0x7fff_0000;
  private static final short LOAD = 0x20;
  private static final short JUMP_IF_EQUAL = 0x15;
  private static final short RETURN = 0x06;

  private Refused() {}

  public static void main(String[] args) throws Throwable {
    int call = Integer.parseInt(args[0]);
    if (call > 0) {
      refuse(call, Integer.parseInt(args[1]));
    }
    for (int i = 0; i < 2; i++) {
      try (Server server = start(LoopPoller.AUTO);
          var peer = new Socket("127.0.0.1", server.port())) {
        peer.getOutputStream().write("hello\n".getBytes());
        System.out.println("answered: " + new String(peer.getInputStream().readNBytes(5)));
      }
    }
    try (Server server = start(LoopPoller.URING)) {
      System.out.println("insisted: " + server.state());
    } catch (IOException e) {
      System.out.println("insisted: " + e.getMessage());
    }
  }

  private static Server start(LoopPoller poller) throws IOException {
    return Server.builder(connection -> connection.writeLine(connection.readLine()))
        .engine(Engine.loops(2, poller))
        .start();
  }

  /// From now on the call fails, for this thread and those that it starts: seccomp(2).
  private static void refuse(int call, int error) throws Throwable {
    MethodHandle prctl =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("prctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment filter = arena.allocate(4 * 8, 8);
      instruction(filter, 0, LOAD, 0, 0, 0); // the call's number
      instruction(filter, 1, JUMP_IF_EQUAL, 0, 1, call);
      instruction(filter, 2, RETURN, 0, 0, RETURN_ERROR | error);
      instruction(filter, 3, RETURN, 0, 0, RETURN_ALLOW);
      MemorySegment program = arena.allocate(16, 8);
      program.set(JAVA_SHORT, 0, (short) 4);
      program.set(ADDRESS, 8, filter);
      int first = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, MemorySegment.NULL, 0L, 0L);
      int second = (int) prctl.invokeExact(PR_SET_SECCOMP, MODE_FILTER, program, 0L, 0L);
      System.out.println("filter: " + first + " " + second);
    }
  }

  private static void instruction(
      MemorySegment filter, int number, short code, int ifTrue, int ifFalse, int operand) {
    long at = number * 8L;
    filter.set(JAVA_SHORT, at, code);
    filter.set(JAVA_BYTE, at + 2, (byte) ifTrue);
    filter.set(JAVA_BYTE, at + 3, (byte) ifFalse);
    filter.set(JAVA_INT, at + 4, operand);
  }
}
