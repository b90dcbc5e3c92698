package dev.heddle.eyes;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Writers that wait for a read-write lock with a time limit. When such a writer gives up, the
/// readers that wait behind it get the lock, even if others still read. Stateless.
final class PatientWriters {
  private static final String LOCK = "java.util.concurrent.locks.ReentrantReadWriteLock$";

  private PatientWriters() {}

  /// These threads; those that wait behind such a writer, or may do so, wait for nothing.
  static Map<Long, ThreadView> withoutThoseBehind(Map<Long, ThreadView> threads) {
    Set<String> locks = new HashSet<>();
    for (ThreadView thread : threads.values()) {
      Wait wait = thread.waitsFor();
      if (wait != null
          && wait.isForReaders()
          && thread.activity() == ThreadStatus.TIMED_WAITING
          && !isIn(thread, "ReadLock")) {
        locks.add(wait.on());
      }
    }
    Map<Long, ThreadView> all = new LinkedHashMap<>();
    for (ThreadView thread : threads.values()) {
      Wait wait = thread.waitsFor();
      boolean isBehind =
          wait != null
              && wait.isForReaders()
              && locks.contains(wait.on())
              && !isIn(thread, "WriteLock");
      all.put(thread.id(), isBehind ? thread.waitingFor(null) : thread);
    }
    return all;
  }

  private static boolean isIn(ThreadView thread, String part) {
    return thread.frames().stream().anyMatch(frame -> frame.getClassName().equals(LOCK + part));
  }
}
