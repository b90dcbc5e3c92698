package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.fail;

import dev.heddle.fixtures.Eventually;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The objects that a collection leaves. What the heap says to be in use is more: the collector
/// lends each thread a piece of it at a time, up to megabytes, which count as used at once.
final class LiveHeap {
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private LiveHeap() {}

  /// How many bytes of objects a collection has just left.
  static long bytes() {
    System.gc();
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage left = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && left != null) {
        bytes += left.getUsed();
      }
    }
    return bytes;
  }

  /// Collects until there is less than this: an ending connection holds its objects a while longer,
  /// a leaked one for good.
  static void comesBelow(long bound) {
    long deadline = System.nanoTime() + Eventually.PATIENCE.toNanos();
    for (long bytes; (bytes = bytes()) >= bound; LockSupport.parkNanos(LOOK_NANOS)) {
      if (System.nanoTime() > deadline) {
        fail("not within " + Eventually.PATIENCE + ": heap below " + bound + ", but " + bytes);
      }
    }
  }
}
