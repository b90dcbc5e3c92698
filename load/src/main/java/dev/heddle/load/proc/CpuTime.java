package dev.heddle.load.proc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The processor time that a process has used, by two accounts. Immutable.
///
/// The sum over the threads is exact, but a thread that ends takes its share with it. The process'
/// own account keeps that, and counts in steps of 10 ms.
///
/// @param threadsNanos of the threads that there are
/// @param processNanos of the process
public record CpuTime(long threadsNanos, long processNanos) {
  private static final long BEYOND_STEPS = 30_000_000;

  /// The time used since then: by the exact account, unless the other one shows that threads have
  /// ended meanwhile.
  public long nanosSince(CpuTime before) {
    long threads = threadsNanos - before.threadsNanos;
    long process = processNanos - before.processNanos;
    return process - threads > BEYOND_STEPS ? process : threads;
  }

  /// The time used between two looks; null if one of them saw nothing.
  public static @Nullable Long between(Optional<CpuTime> before, Optional<CpuTime> after) {
    return before.isPresent() && after.isPresent()
        ? (Long) after.get().nanosSince(before.get())
        : null;
  }
}
