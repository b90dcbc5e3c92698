package dev.heddle.probe.look;

import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/// How much memory a look may allocate in the JVM that it looks at: garbage there costs
/// collections. Belongs to the looking thread.
final class AllocationBudget {
  /// What a stack of usual depth takes, for JVMs that do not count.
  private static final int STACK_BYTES = 2500;

  private static final int THREAD_BYTES = 80;

  private static final int PART_OF_STACKS = 4;

  private final @Nullable Counter counter = Counter.find();
  private long mostBytes;
  private final long before;
  private int stacks;

  AllocationBudget(long mostBytes) {
    this.mostBytes = mostBytes;
    this.before = counter == null ? 0 : counter.allocated();
  }

  /// Keeps some of it for what is listed of each thread, in any case, but leaves a part for stacks:
  /// among very many threads, too, some hold a monitor, and only their stacks show that.
  void reserve(int threads) {
    long least = used() + mostBytes / PART_OF_STACKS;
    mostBytes = Math.max(mostBytes - (long) threads * THREAD_BYTES, least);
  }

  /// Does not count what was allocated up to now.
  void exceptSoFar() {
    mostBytes += Math.max(0, allocatedBytes());
  }

  /// Leaves at most so much of it.
  void leave(long bytes) {
    mostBytes = Math.min(mostBytes, used() + bytes);
  }

  /// Whether one more stack may be read, which counts it.
  boolean allowsStack() {
    stacks++;
    return used() + STACK_BYTES <= mostBytes;
  }

  private long used() {
    return counter == null ? (long) stacks * STACK_BYTES : counter.allocated() - before;
  }

  /// So far; -1 if this JVM does not count.
  long allocatedBytes() {
    return counter == null ? -1 : counter.allocated() - before;
  }

  /// Of the module `jdk.management`, which a JVM may lack.
  private record Counter(com.sun.management.ThreadMXBean threads) {
    static @Nullable Counter find() {
      try {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
                && bean.isThreadAllocatedMemorySupported()
                && bean.isThreadAllocatedMemoryEnabled()
            ? new Counter(bean)
            : null;
      } catch (LinkageError e) {
        return null;
      }
    }

    long allocated() {
      return threads.getCurrentThreadAllocatedBytes();
    }
  }
}
