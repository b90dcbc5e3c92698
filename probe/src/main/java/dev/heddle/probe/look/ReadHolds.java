package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which threads hold read-write locks for reading: the first reader is a field of the lock, the
/// others are in the readers' thread-locals. Stateless.
final class ReadHolds {
  private static final String SYNC = "java.util.concurrent.locks.ReentrantReadWriteLock$Sync";

  private final Field holds;
  private final Field first;
  private final Field locals;
  private final Field table;
  private final Field value;
  private final Field count;

  ReadHolds() throws ReflectiveOperationException {
    Class<?> sync = Class.forName(SYNC);
    holds = field(sync, "readHolds");
    first = field(sync, "firstReader");
    locals = field(Thread.class, "threadLocals");
    table = field(Class.forName("java.lang.ThreadLocal$ThreadLocalMap"), "table");
    value = field(Class.forName("java.lang.ThreadLocal$ThreadLocalMap$Entry"), "value");
    count = field(Class.forName(SYNC + "$HoldCounter"), "count");
  }

  /// The ids of the readers of each lock.
  ///
  /// @param locks the `sync` of each lock
  IdentityHashMap<Object, Set<Long>> readers(Collection<Object> locks, List<Thread> threads)
      throws ReflectiveOperationException {
    IdentityHashMap<Object, Set<Long>> readers = new IdentityHashMap<>();
    IdentityHashMap<Object, Set<Long>> byLocal = new IdentityHashMap<>();
    for (Object lock : locks) {
      Set<Long> ids = new TreeSet<>();
      readers.put(lock, ids);
      byLocal.put(holds.get(lock), ids);
      if (first.get(lock) instanceof Thread thread) {
        ids.add(Look.id(thread));
      }
    }
    if (!readers.isEmpty()) {
      for (Thread thread : threads) {
        addHolds(thread, byLocal);
      }
    }
    return readers;
  }

  private void addHolds(Thread thread, IdentityHashMap<Object, Set<Long>> byLocal)
      throws ReflectiveOperationException {
    Object map = locals.get(thread);
    Object[] entries = map == null ? null : (Object[]) table.get(map);
    if (entries == null) {
      return;
    }
    for (Object entry : entries) {
      Set<Long> ids = entry == null ? null : byLocal.get(key(entry));
      Object counter = ids == null ? null : value.get(entry);
      if (ids != null && counter != null && count.getInt(counter) > 0) {
        ids.add(Look.id(thread));
      }
    }
  }

  private static @Nullable Object key(Object entry) {
    return ((Reference<?>) entry).get();
  }
}
