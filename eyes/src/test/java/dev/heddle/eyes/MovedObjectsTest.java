package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A thread dump tells objects apart by their addresses, and the collector moves them from one dump
/// to the next.
class MovedObjectsTest {
  /// Not that in the name of a lambda's class, which stays.
  private static final Pattern ADDRESS = Pattern.compile("(?<!/)0x([0-9a-f]{16})");

  private final ReentrantLock one = new ReentrantLock();
  private final ReentrantLock two = new ReentrantLock();

  private static JvmView view(String dump) throws LookException {
    return JvmView.of(ProcessHandle.current().pid(), dump, new ClassTree(type -> ""), null, 0);
  }

  private static String moved(String dump) {
    return ADDRESS
        .matcher(dump)
        .replaceAll(
            found -> "0x%016x".formatted(Long.parseUnsignedLong(found.group(1), 16) + 4096));
  }

  private static boolean isDeadlocked(Thread thread) {
    long[] deadlocked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    return deadlocked != null && LongStream.of(deadlocked).anyMatch(id -> id == thread.threadId());
  }

  private static Thread takesBoth(
      String name, ReentrantLock first, ReentrantLock second, CyclicBarrier both) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          first.lock();
          try {
            both.await();
            second.lockInterruptibly();
          } catch (Exception e) {
            // It hangs no more.
          } finally {
            first.unlock();
          }
        });
  }

  @Test
  void aDeadlockIsTheSameAndItsThreadsAreUnchangedThoughTheirLocksHaveMoved() throws Exception {
    var both = new CyclicBarrier(2);
    Thread first = takesBoth("moved-1", one, two, both);
    Thread second = takesBoth("moved-2", two, one, both);
    try {
      Eventually.that("they wait for each other", () -> isDeadlocked(first));
      String dump = OwnDump.print("threadPrint");
      String later = moved(dump);
      assertThat(later).isNotEqualTo(dump);
      assertThat(Findings.deadlocks(List.of(view(dump), view(later))))
          .singleElement()
          .satisfies(deadlock ->
              assertThat(deadlock.ids())
                  .containsExactlyInAnyOrder(first.threadId(), second.threadId()));
      assertThat(view(later).threads().values())
          .filteredOn(thread -> thread.id() == first.threadId())
          .singleElement()
          .satisfies(thread -> assertThat(Findings.isSame(view(dump), thread)).isTrue());
    } finally {
      first.interrupt();
      second.interrupt();
      first.join();
      second.join();
    }
  }
}
