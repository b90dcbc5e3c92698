package dev.heddle.lab.record;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The named locks, conditions and semaphores, and the threads that wait for them. Thread-safe.
///
/// What a thread is parked on is not the lock or the semaphore but something inside of it. So these
/// are asked whether the thread is in their queue; the answer is kept. A condition is what its
/// threads are parked on.
final class LockNames {
  private final List<NamedLock> locks = new CopyOnWriteArrayList<>();
  private final List<NamedSemaphore> semaphores = new CopyOnWriteArrayList<>();
  private final Map<Object, String> byBlocker =
      Collections.synchronizedMap(new IdentityHashMap<>());

  void add(NamedLock lock) {
    locks.add(lock);
  }

  void add(NamedSemaphore semaphore) {
    semaphores.add(semaphore);
  }

  void add(String name, Object blocker) {
    byBlocker.put(blocker, name);
  }

  /// The name of what the thread waits for; null if it has none.
  @Nullable String of(Thread thread) {
    Object blocker = LockSupport.getBlocker(thread);
    if (blocker == null) {
      return null;
    }
    String known = byBlocker.get(blocker);
    if (known != null) {
      return known;
    }
    String asked = ask(thread);
    if (asked != null && blocker.equals(LockSupport.getBlocker(thread))) {
      byBlocker.put(blocker, asked);
    }
    return asked;
  }

  private @Nullable String ask(Thread thread) {
    NamedLock lock = lockAwaitedBy(thread);
    if (lock != null) {
      return lock.name();
    }
    for (NamedSemaphore semaphore : semaphores) {
      if (semaphore.hasQueuedThread(thread)) {
        return semaphore.name();
      }
    }
    return null;
  }

  /// The lock that the thread waits for; null if there is none.
  @Nullable NamedLock lockAwaitedBy(Thread thread) {
    for (NamedLock lock : locks) {
      if (lock.hasQueuedThread(thread)) {
        return lock;
      }
    }
    return null;
  }
}
