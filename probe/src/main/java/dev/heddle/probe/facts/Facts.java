package dev.heddle.probe.facts;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All that one look found. Immutable when read; written by [FactsWriter].
///
/// @param jdk the feature release of the JVM that was looked at
/// @param threads all threads, but not the one that looked
/// @param stacks by number; many threads may have the same
/// @param waits by number: what is waited for; many threads may wait for the same
/// @param sockets what virtual threads wait for in pollers, by thread id
/// @param untracked how many virtual threads the JVM only counts: they are not among the threads
/// @param notes what could not be found out, and why; a sentence each
public record Facts(
    int jdk,
    List<ThreadFact> threads,
    Map<Integer, List<StackTraceElement>> stacks,
    Map<Integer, WaitFact> waits,
    Map<Long, Integer> sockets,
    List<SchedulerFact> schedulers,
    long untracked,
    List<String> notes,
    CostFact cost) {
  /// Begins each file, and changes with the format.
  static final int MAGIC = 0x6865_6403;

  /// @param state the state's name: of [Thread.State], or for a virtual thread the JDK's own
  /// @param stack its number; -1 if it was not read
  /// @param waitsFor its number; -1 if the thread waits for nothing that is known
  /// @param carrier the id of the platform thread that a virtual thread is mounted on; 0 if it is
  ///   not mounted
  /// @param waits how often a platform thread has begun to wait; -1 for a virtual one
  public record ThreadFact(
      long id,
      String name,
      boolean isVirtual,
      boolean isCarrier,
      String state,
      int stack,
      int waitsFor,
      long carrier,
      long waits) {}

  /// @param on class and identity hash; the class alone if each thread has one of its own
  /// @param detail what else is known, such as the number of permits; may be empty
  /// @param owners ids of the threads that must continue first, as far as they are recorded; of
  ///   [WaitKind#QUEUED], [WaitKind#FORKED], [WaitKind#SUBTASKS], [WaitKind#CLASS_BELOW],
  ///   [WaitKind#CARRIER] and [WaitKind#MONITOR_OF_ONE] one of them must
  public record WaitFact(WaitKind kind, String on, String detail, List<Long> owners) {}

  /// The JDK's own scheduler of virtual threads.
  public record SchedulerFact(int parallelism, int carriers, long queued) {}

  /// @param stacksRead of how many virtual threads
  /// @param allocatedBytes in the JVM that was looked at; -1 if it does not count them
  public record CostFact(int virtualThreads, int stacksRead, long allocatedBytes, long nanos) {}

  /// @throws IOException if it is not what [FactsWriter] writes, or is cut short
  public static Facts read(InputStream from) throws IOException {
    return new Reader(new DataInputStream(from)).facts();
  }

  private record Reader(DataInputStream in) {
    private static final int MOST = 10_000_000;

    Facts facts() throws IOException {
      if (in.readInt() != MAGIC) {
        throw new IOException("unknown format of the agent's answer");
      }
      int jdk = in.readInt();
      List<ThreadFact> threads = new ArrayList<>();
      Map<Integer, List<StackTraceElement>> stacks = new HashMap<>();
      Map<Integer, WaitFact> waits = new HashMap<>();
      Map<Long, Integer> sockets = new HashMap<>();
      List<SchedulerFact> schedulers = new ArrayList<>();
      long untracked = 0;
      List<String> notes = new ArrayList<>();
      while (true) {
        byte tag = in.readByte();
        switch (tag) {
          case 'T' -> threads.add(thread());
          case 'S' -> stacks.put(in.readInt(), stack());
          case 'W' -> waits.put(in.readInt(), waitFact());
          case 'F' -> sockets.put(in.readLong(), in.readInt());
          case 'P' -> schedulers.add(new SchedulerFact(in.readInt(), in.readInt(), in.readLong()));
          case 'U' -> untracked = in.readLong();
          case 'N' -> notes.add(in.readUTF());
          case 'E' -> {
            var cost = new CostFact(in.readInt(), in.readInt(), in.readLong(), in.readLong());
            return new Facts(
                jdk, threads, stacks, waits, sockets, schedulers, untracked, notes, cost);
          }
          default -> throw new IOException("unknown format of the agent's answer: " + tag);
        }
      }
    }

    private ThreadFact thread() throws IOException {
      return new ThreadFact(
          in.readLong(),
          in.readUTF(),
          in.readBoolean(),
          in.readBoolean(),
          in.readUTF(),
          in.readInt(),
          in.readInt(),
          in.readLong(),
          in.readLong());
    }

    private List<StackTraceElement> stack() throws IOException {
      int count = count();
      List<StackTraceElement> stack = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String type = in.readUTF();
        String method = in.readUTF();
        String file = in.readUTF();
        stack.add(new StackTraceElement(type, method, file.isEmpty() ? null : file, in.readInt()));
      }
      return List.copyOf(stack);
    }

    private WaitFact waitFact() throws IOException {
      WaitKind kind = WaitKind.valueOf(in.readUTF());
      String on = in.readUTF();
      String detail = in.readUTF();
      int count = count();
      List<Long> owners = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        owners.add(in.readLong());
      }
      return new WaitFact(kind, on, detail, List.copyOf(owners));
    }

    private int count() throws IOException {
      int count = in.readInt();
      if (count < 0 || count > MOST) {
        throw new IOException("unknown format of the agent's answer: " + count);
      }
      return count;
    }
  }
}
