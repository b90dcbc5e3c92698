package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;

import dev.heddle.probe.facts.FactsWriter;
import dev.heddle.probe.facts.WaitKind;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/// What the synchronizers of `java.util.concurrent` record: owners, readers, permits. Stateless.
final class Synchronizers {
  private static final String LOCKS = "java.util.concurrent.locks.";
  private static final String READ_WRITE = LOCKS + "ReentrantReadWriteLock$";
  private static final String REENTRANT = LOCKS + "ReentrantLock$";
  private static final String NODE = LOCKS + "AbstractQueuedSynchronizer$Node";
  private static final long STAMPED_WRITE = 1 << 7;

  private final Field owner = field(AbstractOwnableSynchronizer.class, "exclusiveOwnerThread");
  private final Field state = field(AbstractQueuedSynchronizer.class, "state");
  private final Field longState = field(AbstractQueuedLongSynchronizer.class, "state");
  private final Field stamped = field(StampedLock.class, "state");
  private final Field head = field(AbstractQueuedSynchronizer.class, "head");
  private final Field next = field(Class.forName(NODE), "next");
  private final Field waiter = field(Class.forName(NODE), "waiter");
  private final Field runner = field(FutureTask.class, "runner");
  private final @Nullable Field forkRunner = forkRunner();
  private final int shift = // 16 bits before JDK 22, 32 since
      field(Class.forName(READ_WRITE + "Sync"), "SHARED_SHIFT").getInt(null);
  private final ReadHolds holds = new ReadHolds();

  Synchronizers() throws ReflectiveOperationException {}

  /// The thread that holds it alone, or runs it; null if none does, or it is not recorded.
  @Nullable Thread owner(Object blocker) throws ReflectiveOperationException {
    if (blocker instanceof AbstractOwnableSynchronizer) {
      return (Thread) owner.get(blocker);
    }
    Field of = runnerOf(blocker);
    return of == null ? null : (Thread) of.get(blocker);
  }

  /// That of what a fork-join pool of a newer JDK makes of a `Callable` or `Runnable`.
  private static @Nullable Field forkRunner() throws ReflectiveOperationException {
    try {
      return field(Class.forName(ForkJoinTask.class.getName() + "$InterruptibleTask"), "runner");
    } catch (ClassNotFoundException | NoSuchFieldException e) {
      return null;
    }
  }

  /// Whether the JDK would record which thread runs it.
  boolean recordsRunner(Object task) {
    return runnerOf(task) != null;
  }

  /// Null if it is no task, or its runner is not recorded.
  private @Nullable Field runnerOf(Object blocker) {
    if (blocker instanceof FutureTask) {
      return runner;
    }
    return forkRunner != null && forkRunner.getDeclaringClass().isInstance(blocker)
        ? forkRunner
        : null;
  }

  boolean hasReaders(Object blocker) {
    return isReadWrite(blocker) && state(blocker) >>> shift > 0;
  }

  private static boolean isReadWrite(Object blocker) {
    return blocker.getClass().getName().startsWith(READ_WRITE);
  }

  IdentityHashMap<Object, Set<Long>> readers(Collection<Object> locks, List<Thread> threads)
      throws ReflectiveOperationException {
    return holds.readers(locks, threads);
  }

  void write(FactsWriter out, int number, Object blocker, Set<Long> readers)
      throws IOException, ReflectiveOperationException {
    Thread one = owner(blocker);
    if (one != null && isAbandoned(blocker, one)) {
      String name = one.getName().isEmpty() ? "" : '"' + one.getName() + '"';
      out.waitFor(number, WaitKind.ABANDONED, Inside.name(blocker), name, Set.of(Look.id(one)));
      return;
    }
    WaitKind kind = kind(blocker);
    Thread next = one == null ? first(blocker, kind) : null;
    if (next != null) {
      out.waitFor(number, WaitKind.TURN, Inside.name(blocker), "", Set.of(Look.id(next)));
      return;
    }
    Set<Long> owners = new TreeSet<>(readers);
    if (one != null) {
      owners.add(Look.id(one));
    }
    out.waitFor(number, kind, Inside.name(named(blocker, kind)), detail(blocker, kind), owners);
  }

  /// Whether this owner has ended. Only locks of the JDK's own: they refuse to be unlocked by
  /// another thread. The owner is read again, since it may have unlocked it just before it ended.
  @SuppressWarnings("ReferenceEquality")
  private boolean isAbandoned(Object blocker, Thread owner) throws ReflectiveOperationException {
    String type = blocker.getClass().getName();
    return (type.startsWith(REENTRANT) || type.startsWith(READ_WRITE))
        && !owner.isAlive()
        && owner(blocker) == owner;
  }

  /// The first thread in the line for a lock that is free; null if it is not free, or none waits.
  /// All others have to wait until that thread has had it, or has given up: the JDK wakes only the
  /// first one.
  private @Nullable Thread first(Object blocker, WaitKind kind)
      throws ReflectiveOperationException {
    boolean isLock = kind == WaitKind.LOCK || kind == WaitKind.READ_WRITE_LOCK;
    if (!isLock || !(blocker instanceof AbstractQueuedSynchronizer) || state(blocker) != 0) {
      return null;
    }
    Object before = head.get(blocker);
    Object node = before == null ? null : next.get(before);
    return node == null ? null : (Thread) waiter.get(node);
  }

  static WaitKind kind(Object blocker) {
    String type = blocker.getClass().getName();
    if (type.startsWith(READ_WRITE)) {
      return WaitKind.READ_WRITE_LOCK;
    }
    if (blocker instanceof StampedLock) {
      return WaitKind.STAMPED_LOCK;
    }
    if (type.startsWith("java.util.concurrent.Semaphore$")) {
      return WaitKind.SEMAPHORE;
    }
    if (type.startsWith("java.util.concurrent.CountDownLatch$")) {
      return WaitKind.LATCH;
    }
    if (type.endsWith("Synchronizer$ConditionObject")) {
      return WaitKind.CONDITION;
    }
    if (blocker instanceof FutureTask || blocker instanceof ForkJoinTask) {
      return WaitKind.TASK;
    }
    return blocker instanceof AbstractOwnableSynchronizer ? WaitKind.LOCK : WaitKind.OTHER;
  }

  /// The lock of a condition.
  private static Object named(Object blocker, WaitKind kind) throws ReflectiveOperationException {
    if (kind == WaitKind.CONDITION) {
      Object lock = field(blocker.getClass(), "this$0").get(blocker);
      return lock == null ? blocker : lock;
    }
    return blocker;
  }

  private String detail(Object blocker, WaitKind kind) throws ReflectiveOperationException {
    long number = state(blocker);
    return switch (kind) {
      case READ_WRITE_LOCK ->
          number >>> shift > 0
              ? number(number >>> shift, "read hold")
              : number > 0 ? "held for writing" : "free";
      case STAMPED_LOCK -> stamped(stamped.getLong(blocker) & (2 * STAMPED_WRITE - 1));
      case SEMAPHORE -> number(number, "permit") + " left";
      case LATCH -> "count " + number;
      case TASK ->
          runnerOf(blocker) == null ? "" : owner(blocker) == null ? "not begun" : "running";
      default -> "";
    };
  }

  private static String stamped(long bits) {
    if (bits == STAMPED_WRITE) {
      return "held for writing";
    }
    return bits == 0 ? "free" : number(bits, "reader");
  }

  private static String number(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private long state(Object blocker) {
    try {
      return blocker instanceof AbstractQueuedSynchronizer
          ? state.getInt(blocker)
          : blocker instanceof AbstractQueuedLongSynchronizer ? longState.getLong(blocker) : 0;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // it is accessible
    }
  }
}
