package dev.heddle.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Threads of all kinds are a world's threads.
class ThreadsTest {
  private static void inWorlds(World.Body body) {
    Simulation.of(body).seeds(60).run().requireSuccess();
  }

  @Test
  void aPlatformThreadIsOneToItself() {
    inWorlds(world -> {
      var seen = new AtomicReference<Thread>();
      var thread = new Thread(() -> seen.set(Thread.currentThread()), "worker");
      assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
      assertThat(thread.isAlive()).isFalse();
      thread.start();
      thread.join();
      assertThat(seen).hasValue(thread);
      assertThat(thread.isVirtual()).isFalse();
      assertThat(thread.isAlive()).isFalse();
      assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    });
  }

  @Test
  void aSubclassOfThreadRuns() {
    inWorlds(world -> {
      var ran = new AtomicInteger();
      class Worker extends Thread {
        @Override
        public void run() {
          ran.incrementAndGet();
        }
      }
      var worker = new Worker();
      worker.start();
      worker.join();
      assertThat(ran).hasValue(1);
    });
  }

  @Test
  void aPlatformThreadIsInterrupted() {
    inWorlds(world -> {
      var interrupted = new CountDownLatch(1);
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Thread.sleep(Long.MAX_VALUE);
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
              });
      thread.interrupt();
      interrupted.await();
      thread.join();
    });
  }

  @Test
  void aPlatformThreadIsUnparkedByItself() {
    inWorlds(world -> {
      var open = new AtomicInteger();
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                while (open.get() == 0) {
                  LockSupport.park();
                }
              });
      open.set(1);
      LockSupport.unpark(thread);
      thread.join();
    });
  }

  @Test
  void aThreadTellsWhereItIs() {
    inWorlds(world -> {
      var end = new CountDownLatch(1);
      Thread thread = Thread.ofPlatform().name("waiter").start(() -> await(end));
      world.eventually(() -> thread.getState() == Thread.State.WAITING);
      assertThat(thread.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("await"));
      end.countDown();
      thread.join();
    });
  }

  @Test
  void executorsRun() {
    inWorlds(world -> {
      for (var executor :
          List.of(
              Executors.newFixedThreadPool(3),
              Executors.newSingleThreadExecutor(),
              Executors.newVirtualThreadPerTaskExecutor(),
              Executors.newWorkStealingPool(2),
              Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory()))) {
        try (executor) {
          var sum = new AtomicInteger();
          var all = new ArrayList<java.util.concurrent.Future<?>>();
          for (int i = 1; i <= 5; i++) {
            int number = i;
            all.add(executor.submit(() -> sum.addAndGet(number)));
          }
          for (var one : all) {
            one.get();
          }
          assertThat(sum).hasValue(15);
        }
      }
    });
  }

  @Test
  void aForkJoinPoolDivides() {
    class Sum extends RecursiveTask<Integer> {
      private static final long serialVersionUID = 1L;
      private final int from;
      private final int to;

      Sum(int from, int to) {
        this.from = from;
        this.to = to;
      }

      @Override
      protected Integer compute() {
        if (to - from < 4) {
          return IntStream.range(from, to).sum();
        }
        var left = new Sum(from, (from + to) / 2);
        left.fork();
        return new Sum((from + to) / 2, to).compute() + left.join();
      }
    }

    inWorlds(world -> {
      try (var pool = new ForkJoinPool(3)) {
        assertThat(pool.invoke(new Sum(0, 40))).isEqualTo(780);
      }
    });
  }

  @Test
  void theCommonPoolIsOneOfTheWorld() {
    inWorlds(world -> {
      int sum =
          CompletableFuture.supplyAsync(() -> 1)
              .thenCombineAsync(CompletableFuture.supplyAsync(() -> 2), Integer::sum)
              .thenApplyAsync(three -> three + 1)
              .get();
      assertThat(sum).isEqualTo(4);
      assertThat(IntStream.range(0, 1000).parallel().sum()).isEqualTo(499_500);
    });
  }

  @Test
  void anUncaughtExceptionFailsTheWorld() {
    for (boolean virtual : new boolean[] {true, false}) {
      Failure failure =
          Simulation.of(
                  world -> {
                    Runnable fail =
                        () -> {
                          throw new IllegalStateException("broken");
                        };
                    Thread thread =
                        virtual ? Thread.startVirtualThread(fail) : Thread.ofPlatform().start(fail);
                    thread.join();
                  })
              .run()
              .failure();
      assertThat(failure).isNotNull();
      assertThat(failure.cause()).hasMessage("broken");
    }
  }

  @Test
  void anExceptionWithAHandlerIsTheApplications() {
    inWorlds(world -> {
      var handled = new AtomicReference<Throwable>();
      Thread thread =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, e) -> handled.set(e))
              .start(() -> {
                throw new IllegalStateException("broken");
              });
      thread.join();
      assertThat(handled.get()).hasMessage("broken");
    });
  }

  @Test
  void aThreadThatIsLeftFailsTheWorld() {
    Failure failure =
        Simulation.of(
                world -> {
                  Thread.ofVirtual().name("forgotten").start(() -> LockSupport.park());
                })
            .run()
            .failure();
    assertThat(failure).isNotNull();
    assertThat(failure.cause()).hasMessageContaining("forgotten");
  }

  @Test
  void aDaemonMayBeLeft() {
    inWorlds(world -> {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            while (true) {
              LockSupport.parkNanos(1_000_000);
            }
          });
    });
  }

  @Test
  void aBusyWaitEnds() {
    inWorlds(world -> {
      var open = new AtomicInteger();
      Thread waiter =
          Thread.startVirtualThread(() -> {
            while (open.get() == 0) {
              Thread.onSpinWait();
            }
          });
      open.set(1);
      waiter.join();
    });
  }

  @Test
  void aWorldWhoseOnlyThreadLoopsForEverFails() {
    class Gate {
      volatile boolean open;
    }
    Report report =
        Simulation.of(
                world -> {
                  var gate = new Gate();
                  while (!gate.open) {
                    // nobody opens it
                  }
                })
            .seeds(1)
            .run();

    assertThat(report.failure().cause())
        .hasMessage(
            "a world that does not end: 5000001 points have been passed;"
                + " world.endlessAfter(…) allows more");
  }

  @Test
  void aWorldSaysItselfAfterHowManyPointsItIsEndless() {
    class Counter {
      volatile int value;
    }
    World.Body counts =
        world -> {
          var counter = new Counter();
          while (counter.value < 1000) {
            counter.value++;
          }
        };
    World.Body bounded =
        world -> {
          world.endlessAfter(2000);
          counts.run(world);
        };

    Simulation.of(counts).seeds(1).run().requireSuccess();
    assertThat(Simulation.of(bounded).seeds(1).run().failure().cause())
        .hasMessageStartingWith("a world that does not end: 2001 points");
  }

  @Test
  void monitorsAreHandedOver() {
    inWorlds(world -> {
      var monitor = new Object();
      List<Integer> order = Collections.synchronizedList(new ArrayList<>());
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        threads.add(
            Thread.startVirtualThread(() -> {
              for (int k = 0; k < 3; k++) {
                synchronized (monitor) {
                  order.add(number);
                  Thread.yield();
                }
              }
            }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(order).hasSize(12);
    });
  }

  /// A world that ended while its thread was the next to get the monitor would keep it for ever.
  @Test
  void aDaemonThatWaitsForTheWholeJvmsConsoleIsOutOfItWhenItsWorldEnds() throws Exception {
    var bytes = new ByteArrayOutputStream();
    var console = new PrintStream(bytes, true, UTF_8);
    var printing = new CountDownLatch(1);
    var held = new CountDownLatch(1);
    Thread outside =
        Thread.ofPlatform()
            .start(() -> {
              synchronized (bytes) {
                held.countDown();
                await(printing);
                LockSupport.parkNanos(50_000_000);
              }
            });
    held.await();
    Simulation.of(world ->
            Thread.ofPlatform()
                .daemon()
                .start(() -> {
                  printing.countDown();
                  console.println("from the world");
                }))
        .seeds(1)
        .run()
        .requireSuccess();
    outside.join();
    console.println("after it");
    assertThat(bytes.toString(UTF_8)).startsWith("from the world").endsWith("after it\n");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
