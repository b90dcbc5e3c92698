package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever a handler waits for, it is the handler alone that waits.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("scheduling")
abstract class ParkingContract extends Contract {
  /// More handlers wait than any engine here has loops.
  private static final int WAITING = 10;

  private static final long HOUR = 3600;

  /// Something to wait for, and what ends the wait.
  private interface Wait {
    void run() throws Exception;
  }

  @Test
  void sleepingParksOnlyTheHandler() {
    var sleeping = new ConcurrentLinkedQueue<Thread>();
    parksOnlyTheHandler(
        () -> {
          sleeping.add(Thread.currentThread());
          assertThatExceptionOfType(InterruptedException.class)
              .isThrownBy(() -> Thread.sleep(Duration.ofSeconds(HOUR)));
        },
        () -> sleeping.forEach(Thread::interrupt));
  }

  @Test
  void aWaitForSomeTimeEndsByItself() {
    List<Wait> waits =
        List.of(
            () -> Thread.sleep(Duration.ofMillis(20)),
            () -> assertThat(new Semaphore(0).tryAcquire(20, TimeUnit.MILLISECONDS)).isFalse(),
            () -> assertThat(new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS)).isFalse(),
            () -> assertThat(new LinkedBlockingQueue<>().poll(20, TimeUnit.MILLISECONDS)).isNull(),
            () -> LockSupport.parkNanos(20_000_000));
    Server server =
        serve(
            c -> {
              for (Wait wait : waits) {
                wait.run();
              }
              c.writeLine("waited");
            },
            Limits.DEFAULT);
    assertThat(peer(server).line()).isEqualTo("waited");
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry") // another thread waits for it meanwhile
  void waitingForALockParksOnlyTheHandler() {
    var lock = new ReentrantLock();
    lock.lock();
    parksOnlyTheHandler(
        () -> {
          lock.lock();
          lock.unlock();
        },
        lock::unlock);
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry") // another thread waits for it meanwhile
  void waitingForALockForSomeTimeParksOnlyTheHandler() {
    var lock = new ReentrantLock();
    lock.lock();
    parksOnlyTheHandler(
        () -> {
          assertThat(lock.tryLock(HOUR, TimeUnit.SECONDS)).isTrue();
          lock.unlock();
        },
        lock::unlock);
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry") // another thread waits for it meanwhile
  void waitingForAReadLockParksOnlyTheHandler() {
    var lock = new ReentrantReadWriteLock();
    lock.writeLock().lock();
    parksOnlyTheHandler(
        () -> {
          lock.readLock().lock();
          lock.readLock().unlock();
        },
        () -> lock.writeLock().unlock());
  }

  @Test
  void waitingForAConditionParksOnlyTheHandler() {
    var lock = new ReentrantLock();
    Condition changed = lock.newCondition();
    var done = new boolean[1];
    parksOnlyTheHandler(
        () -> {
          lock.lock();
          try {
            while (!done[0]) {
              changed.await();
            }
          } finally {
            lock.unlock();
          }
        },
        () -> {
          lock.lock();
          try {
            done[0] = true;
            changed.signalAll();
          } finally {
            lock.unlock();
          }
        });
  }

  @Test
  void waitingForAMonitorParksOnlyTheHandler() {
    var monitor = new Object();
    var done = new boolean[1];
    parksOnlyTheHandler(
        () -> {
          synchronized (monitor) {
            while (!done[0]) {
              monitor.wait();
            }
          }
        },
        () -> {
          synchronized (monitor) {
            done[0] = true;
            monitor.notifyAll();
          }
        });
  }

  @Test
  void waitingForASemaphoreParksOnlyTheHandler() {
    var semaphore = new Semaphore(0);
    parksOnlyTheHandler(semaphore::acquire, () -> semaphore.release(WAITING));
  }

  @Test
  void waitingForASemaphoreForSomeTimeParksOnlyTheHandler() {
    var semaphore = new Semaphore(0);
    parksOnlyTheHandler(
        () -> assertThat(semaphore.tryAcquire(HOUR, TimeUnit.SECONDS)).isTrue(),
        () -> semaphore.release(WAITING));
  }

  @Test
  void waitingForALatchParksOnlyTheHandler() {
    var latch = new CountDownLatch(1);
    parksOnlyTheHandler(latch::await, latch::countDown);
  }

  @Test
  void waitingForABarrierParksOnlyTheHandler() {
    var barrier = new CyclicBarrier(WAITING + 1);
    parksOnlyTheHandler(barrier::await, () -> barrier.await(10, TimeUnit.SECONDS));
  }

  @Test
  void waitingForAPhaserParksOnlyTheHandler() {
    var phaser = new Phaser(1);
    parksOnlyTheHandler(() -> phaser.awaitAdvance(0), phaser::arrive);
  }

  @Test
  void takingFromAQueueParksOnlyTheHandler() {
    var queue = new LinkedBlockingQueue<Integer>();
    parksOnlyTheHandler(queue::take, () -> queue.addAll(java.util.Collections.nCopies(WAITING, 1)));
  }

  @Test
  void pollingAQueueForSomeTimeParksOnlyTheHandler() {
    var queue = new LinkedBlockingQueue<Integer>();
    parksOnlyTheHandler(
        () -> assertThat(queue.poll(HOUR, TimeUnit.SECONDS)).isNotNull(),
        () -> {
          for (int i = 0; i < WAITING; i++) {
            queue.add(i);
          }
        });
  }

  @Test
  void puttingIntoAFullQueueParksOnlyTheHandler() {
    var queue = new ArrayBlockingQueue<Integer>(1);
    queue.add(0);
    parksOnlyTheHandler(
        () -> queue.put(1),
        () -> {
          for (int i = 0; i <= WAITING; i++) {
            assertThat(queue.poll(10, TimeUnit.SECONDS)).isNotNull();
          }
        });
  }

  @Test
  void handingOverThroughASynchronousQueueParksOnlyTheHandler() {
    var queue = new SynchronousQueue<Integer>();
    parksOnlyTheHandler(
        () -> queue.put(1),
        () -> {
          for (int i = 0; i < WAITING; i++) {
            assertThat(queue.poll(10, TimeUnit.SECONDS)).isNotNull();
          }
        });
  }

  @Test
  void waitingForAFutureParksOnlyTheHandler() {
    var future = new CompletableFuture<Integer>();
    parksOnlyTheHandler(future::get, () -> future.complete(1));
  }

  @Test
  void parkingForSomeTimeParksOnlyTheHandler() {
    var over = new AtomicBoolean();
    var parked = new ConcurrentLinkedQueue<Thread>();
    parksOnlyTheHandler(
        () -> {
          parked.add(Thread.currentThread());
          while (!over.get()) {
            LockSupport.parkNanos(Duration.ofSeconds(HOUR).toNanos());
          }
        },
        () -> {
          over.set(true);
          parked.forEach(LockSupport::unpark);
        });
  }

  @Test
  void joiningAChildThreadParksOnlyTheHandler() {
    var latch = new CountDownLatch(1);
    parksOnlyTheHandler(
        () ->
            Thread.startVirtualThread(
                    () -> {
                      try {
                        latch.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    })
                .join(),
        latch::countDown);
  }

  private void parksOnlyTheHandler(Wait wait, Wait end) {
    needs(MANY_AT_ONCE);
    var began = new AtomicInteger();
    Server server =
        serve(
            c -> {
              String line = c.readLine();
              if (line.equals("wait")) {
                began.incrementAndGet();
                wait.run();
                c.writeLine("waited");
              } else {
                c.writeLine(line);
              }
            },
            Limits.DEFAULT);
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      peers.add(peer(server).send("wait\n"));
    }
    Eventually.that("all wait", () -> began.get() == WAITING);
    for (int i = 0; i < 5; i++) {
      Peer lively = peer(server).send("lively\n");
      assertThat(lively.line()).isEqualTo("lively");
      lively.seesTheEnd();
      lively.close();
    }
    assertThat(peers).noneMatch(Peer::hasSomething);
    try {
      end.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    peers.forEach(p -> assertThat(p.line()).isEqualTo("waited"));
  }
}
