package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each host of a world has a common pool of its own, whose workers are the world's threads.
class CommonPoolTest {
  private static final long LONG_MILLIS = 3_600_000;

  /// What an ordinary test leaves behind: workers that look for tasks for another minute.
  @BeforeEach
  void useTheJvmsCommonPool() {
    assertThat(IntStream.range(0, 10_000).parallel().sum()).isEqualTo(49_995_000);
    assertThat(ForkJoinPool.commonPool().submit(() -> 1).join()).isEqualTo(1);
  }

  private static void inWorlds(World.Body body) {
    Simulation.of(body).seeds(60).run().requireSuccess();
  }

  @Test
  void aRaceWithinAParallelStreamIsFound() {
    class Counter {
      int value;
    }
    Report report =
        Simulation.of(
                world -> {
                  var counter = new Counter();
                  IntStream.range(0, 8).parallel().forEach(_ -> counter.value++);
                  assertThat(counter.value).isEqualTo(8);
                })
            .seeds(60)
            .run();

    assertThat(report.failure()).isNotNull();
    assertThat(report.failure().cause()).isInstanceOf(AssertionError.class);
  }

  @Test
  void itsWorkMayTakeLongerThanAnHourWhileAThreadWaitsForIt() {
    inWorlds(world -> {
      var result =
          CompletableFuture.supplyAsync(() -> {
            for (int i = 0; i < 90; i++) {
              LockSupport.parkNanos(60_000_000_000L);
            }
            return 7;
          });
      assertThat(result.join()).isEqualTo(7);
    });
  }

  @Test
  void onesThatWereTakenInAWorldAreTheJvmsOutside() throws Exception {
    List<Executor> taken = new ArrayList<>();
    Simulation.of(world -> taken.add(new CompletableFuture<Void>().defaultExecutor()))
        .seeds(2)
        .run()
        .requireSuccess();
    for (Executor pool : taken) {
      assertThat(CompletableFuture.supplyAsync(() -> 7, pool).get(1, TimeUnit.MINUTES))
          .isEqualTo(7);
    }
  }

  /// The JDK's pools choose queues by a number that each platform thread keeps for all its life.
  @Test
  void itsOrderDoesNotDependOnTheThreadThatRunsTheWorlds() throws Exception {
    Simulation worlds =
        Simulation.of(
                world -> {
                  var order = new StringBuffer();
                  IntStream.range(0, 8).parallel().forEach(order::append);
                  assertThat(order).hasSize(8);
                })
            .seeds(30);
    long usual = worlds.run().digest();
    for (int used = 0; used < 3; used++) {
      var digest = new AtomicLong();
      int before = used;
      Thread other =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < before; i++) {
                  assertThat(ThreadLocalRandom.current().nextInt(1)).isZero();
                }
                digest.set(worlds.run().digest());
              });
      other.join();
      assertThat(digest.get()).isEqualTo(usual);
    }
  }

  @Test
  void itsWorkersInheritNothingFromWhomeverStartsThem() {
    var user = new InheritableThreadLocal<String>();
    inWorlds(world -> {
      user.set("ann");
      assertThat(CompletableFuture.supplyAsync(user::get).join()).isNull();
    });
  }

  @Test
  void itInvokesAllTasksAndAnyOfThem() {
    inWorlds(world -> {
      ForkJoinPool pool = ForkJoinPool.commonPool();
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> one : pool.invokeAll(List.<Callable<Integer>>of(() -> 1, () -> 2))) {
        results.add(one.get());
      }
      assertThat(results).containsExactly(1, 2);
      Integer any = pool.invokeAny(List.<Callable<Integer>>of(() -> 7, () -> 7));
      assertThat(any).isEqualTo(7);
    });
  }

  @Test
  void itRunsTasksHoweverTheyAreGivenToIt() {
    inWorlds(world -> {
      ForkJoinPool pool = ForkJoinPool.commonPool();
      var ran = new CountDownLatch(7);
      var one = ForkJoinTask.adapt(ran::countDown);
      var two = ForkJoinTask.adapt(ran::countDown);
      var three = ForkJoinTask.adapt(ran::countDown);
      pool.execute((Runnable) ran::countDown);
      pool.execute(one);
      pool.externalSubmit(two);
      pool.lazySubmit(three);
      Future<?> regular = pool.scheduleAtFixedRate(ran::countDown, 1, 1, TimeUnit.HOURS);
      Future<?> spaced = pool.scheduleWithFixedDelay(ran::countDown, 1, 1, TimeUnit.HOURS);
      pool.schedule(ran::countDown, 1, TimeUnit.HOURS).get();
      ran.await();
      regular.cancel(false);
      spaced.cancel(false);
      assertThat(world.elapsed().toMillis()).isBetween(LONG_MILLIS, LONG_MILLIS + 1000);
    });
  }

  @Test
  void aPublisherReachesItsSubscribers() {
    inWorlds(world -> {
      var arrived = new CountDownLatch(1);
      try (var publisher = new SubmissionPublisher<Integer>()) {
        publisher.consume(_ -> arrived.countDown());
        publisher.submit(1);
        arrived.await();
      }
    });
  }

  @Test
  void tasksThatForkOutsideOfAnyPoolRunInIt() {
    class Fibonacci extends RecursiveTask<Integer> {
      private static final long serialVersionUID = 1L;
      private final int number;

      Fibonacci(int number) {
        this.number = number;
      }

      @Override
      protected Integer compute() {
        if (number < 2) {
          return number;
        }
        var one = new Fibonacci(number - 1);
        one.fork();
        return new Fibonacci(number - 2).invoke() + one.join();
      }
    }

    inWorlds(world -> assertThat(new Fibonacci(7).fork().join()).isEqualTo(13));
  }

  @Test
  void aPoolThatWasTakenOutsideOfTheWorldIsTheWorldsInIt() {
    ForkJoinPool taken = ForkJoinPool.commonPool();
    List<ForkJoinPool> before = new ArrayList<>();
    inWorlds(world -> {
      assertThat(taken.submit(() -> 1).get()).isEqualTo(1);
      for (ForkJoinPool pool : before) {
        assertThat(pool.submit(() -> 2).get()).isEqualTo(2);
      }
      before.clear();
      before.add(ForkJoinPool.commonPool());
    });
    assertThat(taken.submit(() -> 1).join()).isEqualTo(1);
  }

  @Test
  void shuttingItDownDoesNothing() {
    inWorlds(world -> {
      ForkJoinPool pool = ForkJoinPool.commonPool();
      pool.shutdown();
      pool.close();
      assertThat(pool.shutdownNow()).isEmpty();
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
      assertThat(pool.awaitQuiescence(1, TimeUnit.HOURS)).isTrue();
    });
  }

  @Test
  void itsSizeIsTheSameOnEachMachine() {
    inWorlds(world -> {
      assertThat(ForkJoinPool.getCommonPoolParallelism()).isEqualTo(3);
      assertThat(ForkJoinPool.commonPool().getParallelism()).isEqualTo(3);
    });
  }

  @Test
  void itsWorkersAreTheOnesThatItsTasksSee() {
    inWorlds(world -> {
      Thread worker = CompletableFuture.supplyAsync(Thread::currentThread).get();
      assertThat(worker).isInstanceOf(ForkJoinWorkerThread.class);
      assertThat(worker.getName()).startsWith("ForkJoinPool.commonPool-worker-");
      assertThat(((ForkJoinWorkerThread) worker).getPool()).isSameAs(ForkJoinPool.commonPool());
    });
  }

  @Test
  void aHostThatStartsAgainHasAnother() {
    inWorlds(world -> {
      Host host = world.host("server");
      var up = new AtomicInteger();
      host.onBoot(() -> {
        var busy = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
          CompletableFuture.runAsync(() -> {
            assertThat(localHost()).isEqualTo(host.address());
            busy.countDown();
            LockSupport.park(); // for ever
          });
        }
        busy.await();
        up.incrementAndGet();
      });
      world.eventually(() -> up.get() == 1);
      assertThat(CompletableFuture.supplyAsync(CommonPoolTest::localHost).get())
          .isNotEqualTo(host.address());
      host.restart();
      world.eventually(() -> up.get() == 2);
    });
  }

  private static InetAddress localHost() {
    try {
      return InetAddress.getLocalHost();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void parallelStreamsAreTheSameAgain() {
    var simulation =
        Simulation.of(world ->
                assertThat(Stream.of("a", "b", "c", "d").parallel().map(String::length).toList())
                    .containsExactly(1, 1, 1, 1))
            .seeds(20);

    assertThat(simulation.run().digest()).isEqualTo(simulation.run().digest());
  }
}
