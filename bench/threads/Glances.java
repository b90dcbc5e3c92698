import dev.heddle.eyes.OwnJvm;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// What a watch costs the program that it is in: the time and the garbage of a glance and of a close
/// look at so many virtual threads. They wait as those of a server do: for queues and futures, a few for a
/// lock.
///
///     mvn -q -pl probe,eyes compile
///     java -XX:+EnableDynamicAgentLoading -cp probe/target/classes:eyes/target/classes bench/threads/Glances.java 10000
public class Glances {
  private static final int WARM_UP = 200;
  private static final int GLANCES = 100;
  private static final int WAITERS = 20;

  public static void main(String[] args) throws Exception {
    int threads = Integer.parseInt(args[0]);
    park(threads);
    OwnJvm jvm = OwnJvm.open();
    if (!jvm.missing().isEmpty()) {
      throw new IllegalStateException(jvm.missing());
    }
    for (int i = 0; i < WARM_UP; i++) {
      jvm.glance();
    }
    print(threads, "glance", GLANCES, jvm::glance);
    print(threads, "close look", 5, () -> jvm.look(Duration.ofMillis(1), Set.of()));
    System.exit(0);
  }

  private static void park(int count) {
    var lock = new ReentrantLock();
    lock.lock();
    var begun = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      boolean isWaiter = i < WAITERS;
      var never = new CountDownLatch(1);
      Thread.ofVirtual()
          .start(
              () -> {
                begun.countDown();
                if (isWaiter) {
                  lock.lock();
                }
                try {
                  never.await();
                } catch (InterruptedException e) {
                  LockSupport.park();
                }
              });
    }
    while (begun.getCount() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  interface Work {
    void run() throws Exception;
  }

  private static void print(int threads, String what, int runs, Work work) throws Exception {
    var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = bean.getCurrentThreadAllocatedBytes();
    List<Long> cpu = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      long before = bean.getCurrentThreadCpuTime();
      work.run();
      cpu.add(bean.getCurrentThreadCpuTime() - before);
    }
    allocated = bean.getCurrentThreadAllocatedBytes() - allocated;
    Collections.sort(cpu);
    System.out.printf(
        "%,d virtual threads: %s: processor time, median %.2f ms, longest %.2f ms; %,d kB allocated%n",
        threads,
        what,
        cpu.get(runs / 2) / 1e6,
        cpu.getLast() / 1e6,
        allocated / runs / 1000);
  }
}
