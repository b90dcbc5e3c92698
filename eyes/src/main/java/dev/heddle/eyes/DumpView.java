package dev.heddle.eyes;

import dev.heddle.probe.facts.WaitKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Makes views of threads from a dump: which thread holds a monitor follows from its address.
/// Stateless.
final class DumpView {
  private DumpView() {}

  /// By id.
  static Map<Long, ThreadView> threads(ThreadDump dump, ConnectedSockets sockets, ClassTree classes)
      throws LookException {
    Map<String, Long> ids = uniqueNames(dump);
    Map<String, Long> owners = new HashMap<>();
    dump.owners()
        .forEach((address, name) -> {
          Long id = ids.get(name);
          if (id != null) {
            owners.put(address, id);
          }
        });
    for (DumpedThread thread : dump.threads()) {
      for (String address : thread.locked) {
        if (thread.owns(address)) {
          owners.put(address, thread.id);
        }
      }
    }
    Map<Long, ThreadView> views = new LinkedHashMap<>();
    for (DumpedThread thread : dump.threads()) {
      if (thread.name.equals(RemoteAgent.THREAD)) {
        continue; // there because of this look, or of another process's
      }
      Wait wait =
          thread.classWait == null
              ? wait(thread, owners, sockets)
              : classWait(thread.id, thread.classWait, dump, classes);
      views.put(thread.id, view(thread, wait));
    }
    return views;
  }

  /// Ids of the threads whose names no others have.
  private static Map<String, Long> uniqueNames(ThreadDump dump) {
    Map<String, Long> ids = new HashMap<>();
    Set<String> several = new TreeSet<>();
    for (DumpedThread thread : dump.threads()) {
      if (ids.put(thread.name, thread.id) != null) {
        several.add(thread.name);
      }
    }
    ids.keySet().removeAll(several);
    return ids;
  }

  private static ThreadView view(DumpedThread thread, @Nullable Wait wait) {
    return new ThreadView(
        thread.id,
        thread.name,
        thread.isVirtual || DumpedThread.isBound(thread.stack),
        thread.activity(),
        List.copyOf(thread.stack),
        wait,
        thread.carrier,
        thread.carries,
        thread.cpuMillis,
        -1);
  }

  private static @Nullable Wait wait(
      DumpedThread thread, Map<String, Long> owners, ConnectedSockets sockets) {
    DumpedThread.Blocker blocker = thread.blocker;
    if (blocker == null) {
      return socketWait(thread, sockets);
    }
    Long owner = owners.get(blocker.address());
    WaitKind kind =
        blocker.how().startsWith("waiting to")
            ? WaitKind.MONITOR
            : blocker.how().startsWith("waiting on")
                ? WaitKind.NOTIFICATION
                : kindOf(blocker.type());
    boolean hasOwner = owner != null && kind != WaitKind.NOTIFICATION;
    String on = blocker.type() + '@' + blocker.address().replaceFirst("^0x0*", "");
    return new Wait(kind, on, "", hasOwner ? List.of(owner) : List.of(), true);
  }

  private static @Nullable Wait socketWait(DumpedThread thread, ConnectedSockets sockets) {
    if (!Doing.words(thread.stack).contains("socket")) {
      return null;
    }
    int descriptor = sockets.reads(thread.system);
    String peer = descriptor < 0 ? null : sockets.peer(descriptor);
    return peer == null ? null : new Wait(WaitKind.SOCKET, peer, "", List.of());
  }

  /// The threads that initialise the class are those that have its initialiser on their stacks. A
  /// thread begins with the classes above, without a frame for the class itself.
  private static Wait classWait(long waiter, String type, ThreadDump dump, ClassTree classes)
      throws LookException {
    List<Long> owners = others(waiter, dump, thread -> Frames.initialises(thread.stack, type));
    if (!owners.isEmpty()) {
      return new Wait(WaitKind.CLASS, type, "", owners);
    }
    Set<String> above = classes.above(type);
    List<Long> perhaps =
        others(
            waiter,
            dump,
            thread ->
                (thread.classWait != null && above.contains(thread.classWait))
                    || above.stream().anyMatch(one -> Frames.initialises(thread.stack, one)));
    return new Wait(perhaps.isEmpty() ? WaitKind.CLASS : WaitKind.CLASS_BELOW, type, "", perhaps);
  }

  private static List<Long> others(
      long waiter, ThreadDump dump, Predicate<DumpedThread> condition) {
    return dump.threads().stream()
        .filter(thread -> thread.id != waiter && condition.test(thread))
        .map(thread -> thread.id)
        .toList();
  }

  /// By the class that a thread is parked on.
  static WaitKind kindOf(String type) {
    if (type.startsWith("java.util.concurrent.locks.ReentrantReadWriteLock$")) {
      return WaitKind.READ_WRITE_LOCK;
    }
    if (type.endsWith("Synchronizer$ConditionObject")) {
      return WaitKind.CONDITION;
    }
    return switch (type) {
      case "java.util.concurrent.locks.StampedLock" -> WaitKind.STAMPED_LOCK;
      case "java.util.concurrent.FutureTask" -> WaitKind.TASK;
      case "java.util.concurrent.CompletableFuture$Signaller" -> WaitKind.FUTURE;
      default ->
          type.startsWith("java.util.concurrent.locks.ReentrantLock$")
              ? WaitKind.LOCK
              : type.startsWith("java.util.concurrent.Semaphore$")
                  ? WaitKind.SEMAPHORE
                  : type.startsWith("java.util.concurrent.CountDownLatch$")
                      ? WaitKind.LATCH
                      : WaitKind.OTHER;
    };
  }
}
