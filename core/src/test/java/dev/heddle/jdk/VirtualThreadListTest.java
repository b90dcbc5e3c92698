package dev.heddle.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class VirtualThreadListTest {
  @Test
  void threadsOfManyExecutorsAreListed() throws InterruptedException {
    List<ExecutorService> executors = new ArrayList<>();
    var end = new CountDownLatch(1);
    var began = new CountDownLatch(300);
    try {
      for (int i = 0; i < 300; i++) {
        ExecutorService executor =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("of-many").factory());
        executors.add(executor);
        executor.execute(() -> {
          began.countDown();
          await(end);
        });
      }
      began.await();

      assertThat(VirtualThreadList.all())
          .filteredOn(thread -> thread.getName().equals("of-many"))
          .hasSize(300);
    } finally {
      end.countDown();
      executors.forEach(ExecutorService::close);
    }
  }

  /// A `ThreadFlock` is what is under a `StructuredTaskScope`, which is a preview.
  @Test
  void aThreadInAScopeThatAThreadOfAnExecutorHasOpenedIsListed() throws Exception {
    Class<?> flock = Class.forName("jdk.internal.misc.ThreadFlock");
    Method export = Module.class.getDeclaredMethod("implAddExports", String.class, Module.class);
    export.setAccessible(true);
    export.invoke(flock.getModule(), "jdk.internal.misc", getClass().getModule());
    var end = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var listed =
          executor.submit(() -> {
            try (var scope =
                (AutoCloseable) flock.getMethod("open", String.class).invoke(null, "scope")) {
              Thread forked = Thread.ofVirtual().name("forked").unstarted(() -> await(end));
              flock.getMethod("start", Thread.class).invoke(scope, forked);
              List<Thread> all = VirtualThreadList.all();
              end.countDown();
              return all.contains(forked);
            }
          });

      assertThat(listed.get()).isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
