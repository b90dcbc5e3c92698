package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.heddle.sim.World.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Timed calls of the JDK wait in virtual time, and libraries measure it.
class TimeTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long MILLIS = HOUR.toMillis();

  static Stream<Arguments> timedCalls() {
    Map<String, Work> calls =
        Map.ofEntries(
            Map.entry("Thread.sleep", () -> Thread.sleep(HOUR)),
            Map.entry("LockSupport.parkNanos", () -> LockSupport.parkNanos(HOUR.toNanos())),
            Map.entry(
                "LockSupport.parkUntil",
                () -> LockSupport.parkUntil(System.currentTimeMillis() + MILLIS)),
            Map.entry("Object.wait", TimeTest::waitInMonitor),
            Map.entry("TimeUnit.sleep", () -> TimeUnit.HOURS.sleep(1)),
            Map.entry("ReentrantLock.tryLock", TimeTest::tryLock),
            Map.entry("ReadWriteLock.tryLock", TimeTest::tryReadLock),
            Map.entry("StampedLock.tryWriteLock", TimeTest::tryStampedLock),
            Map.entry("Condition.await", TimeTest::awaitCondition),
            Map.entry("CountDownLatch.await", () -> new CountDownLatch(1).await(1, TimeUnit.HOURS)),
            Map.entry("Semaphore.tryAcquire", () -> new Semaphore(0).tryAcquire(1, TimeUnit.HOURS)),
            Map.entry("CyclicBarrier.await", TimeTest::awaitBarrier),
            Map.entry("Phaser.await", TimeTest::awaitPhaser),
            Map.entry("Exchanger.exchange", TimeTest::exchange),
            Map.entry(
                "BlockingQueue.poll", () -> new ArrayBlockingQueue<>(1).poll(1, TimeUnit.HOURS)),
            Map.entry("TransferQueue.tryTransfer", TimeTest::tryTransfer),
            Map.entry(
                "SynchronousQueue.offer",
                () -> new SynchronousQueue<String>().offer("", 1, TimeUnit.HOURS)),
            Map.entry("DelayQueue.take", TimeTest::takeDelayed),
            Map.entry("Future.get", TimeTest::getFuture),
            Map.entry("Thread.join", TimeTest::join),
            Map.entry("CompletableFuture.orTimeout", TimeTest::orTimeout),
            Map.entry("CompletableFuture.delayedExecutor", TimeTest::delayedExecutor),
            Map.entry("CompletableFuture.get", TimeTest::getCompletable),
            Map.entry("ScheduledExecutorService.schedule", TimeTest::schedule),
            Map.entry("ExecutorService.awaitTermination", TimeTest::awaitTermination));
    return calls.entrySet().stream().map(call -> Arguments.of(call.getKey(), call.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("timedCalls")
  void aTimedCallTakesItsVirtualTime(String name, Work call) {
    Simulation.of(
            world -> {
              long nanos = System.nanoTime();
              Instant begin = Instant.now();
              call.run();
              assertThat(Duration.ofNanos(System.nanoTime() - nanos))
                  .isBetween(HOUR, HOUR.plusMillis(1));
              assertThat(Duration.between(begin, Instant.now()))
                  .isBetween(HOUR, HOUR.plusMillis(1));
            })
        .seeds(20)
        .run()
        .requireSuccess();
  }

  private static void waitInMonitor() throws InterruptedException {
    var monitor = new Object();
    synchronized (monitor) {
      monitor.wait(MILLIS);
    }
  }

  private static void tryLock() throws InterruptedException {
    var lock = new ReentrantLock();
    lock.lock();
    Thread other = Thread.ofVirtual().start(() -> quietly(() -> lock.tryLock(1, TimeUnit.HOURS)));
    other.join();
  }

  private static void tryReadLock() throws InterruptedException {
    var lock = new ReentrantReadWriteLock();
    lock.writeLock().lock();
    Thread other =
        Thread.ofVirtual().start(() -> quietly(() -> lock.readLock().tryLock(1, TimeUnit.HOURS)));
    other.join();
  }

  private static void tryStampedLock() throws InterruptedException {
    var lock = new StampedLock();
    lock.writeLock();
    lock.tryWriteLock(1, TimeUnit.HOURS);
  }

  private static void awaitCondition() throws InterruptedException {
    var lock = new ReentrantLock();
    lock.lock();
    try {
      boolean signalled = lock.newCondition().await(1, TimeUnit.HOURS);
      assertThat(signalled).isFalse();
    } finally {
      lock.unlock();
    }
  }

  private static void awaitBarrier() throws InterruptedException, BrokenBarrierException {
    try {
      new CyclicBarrier(2).await(1, TimeUnit.HOURS);
    } catch (TimeoutException e) {
      // As expected.
    }
  }

  private static void awaitPhaser() throws InterruptedException {
    try {
      new Phaser(1).awaitAdvanceInterruptibly(0, 1, TimeUnit.HOURS);
    } catch (TimeoutException e) {
      // As expected.
    }
  }

  private static void exchange() throws InterruptedException {
    try {
      new Exchanger<String>().exchange("", 1, TimeUnit.HOURS);
    } catch (TimeoutException e) {
      // As expected.
    }
  }

  private static void tryTransfer() throws InterruptedException {
    new LinkedTransferQueue<String>().tryTransfer("", 1, TimeUnit.HOURS);
  }

  private static void takeDelayed() throws InterruptedException {
    var queue = new DelayQueue<InAnHour>();
    queue.add(new InAnHour(System.nanoTime() + HOUR.toNanos()));
    queue.take();
  }

  private record InAnHour(long due) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }

  private static void getFuture() throws InterruptedException, ExecutionException {
    try {
      new FutureTask<>(() -> "").get(1, TimeUnit.HOURS);
    } catch (TimeoutException e) {
      // As expected.
    }
  }

  private static void join() throws InterruptedException {
    var end = new CountDownLatch(1);
    Thread other = new Thread(() -> quietly(end::await));
    other.start();
    other.join(MILLIS);
    end.countDown();
    other.join();
  }

  private static void orTimeout() throws InterruptedException {
    try {
      new CompletableFuture<String>().orTimeout(1, TimeUnit.HOURS).get();
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(TimeoutException.class);
    }
  }

  private static void delayedExecutor() {
    CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.HOURS))
        .join();
  }

  private static void getCompletable() throws InterruptedException, ExecutionException {
    try {
      new CompletableFuture<String>().get(1, TimeUnit.HOURS);
    } catch (TimeoutException e) {
      // As expected.
    }
  }

  private static void schedule() throws InterruptedException, ExecutionException {
    try (var executor = Executors.newScheduledThreadPool(1)) {
      executor.schedule(() -> "", 1, TimeUnit.HOURS).get();
    }
  }

  private static void awaitTermination() throws InterruptedException {
    var end = new CountDownLatch(1);
    try (var executor = Executors.newCachedThreadPool()) {
      executor.submit(() -> quietly(end::await));
      executor.shutdown();
      boolean ended = executor.awaitTermination(1, TimeUnit.HOURS);
      assertThat(ended).isFalse();
      end.countDown();
    }
  }

  @Test
  void whatALibraryMeasuresIsVirtualTime() {
    Simulation.of(world ->
            assertThatThrownBy(() -> assertTimeout(HOUR, () -> Thread.sleep(2 * MILLIS)))
                .hasMessageContaining("exceeded timeout of 3600000 ms by 3600"))
        .seeds(10)
        .run()
        .requireSuccess();
  }

  @FunctionalInterface
  private interface Interruptible {
    void run() throws InterruptedException;
  }

  private static void quietly(Interruptible work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
