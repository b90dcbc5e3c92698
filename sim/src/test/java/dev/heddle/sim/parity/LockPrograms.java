package dev.heddle.sim.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/// What locks and other meeting places of threads do.
final class LockPrograms {
  private LockPrograms() {}

  static Map<String, Callable<Facts>> all() {
    return Map.ofEntries(
        Map.entry("an exchanger", LockPrograms::exchanger),
        Map.entry("a phaser", LockPrograms::phaser),
        Map.entry("a stamped lock", LockPrograms::stamped),
        Map.entry("a barrier", LockPrograms::barrier),
        Map.entry("a broken barrier", LockPrograms::brokenBarrier),
        Map.entry("semaphores and latches", LockPrograms::permits),
        Map.entry("queues that hand over", LockPrograms::handOver),
        Map.entry("locks and conditions", LockPrograms::locks),
        Map.entry("monitors", LockPrograms::monitors));
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.ofPlatform().start(task);
    return task;
  }

  private static Facts exchanger() {
    var facts = new Facts();
    var exchanger = new Exchanger<String>();
    FutureTask<String> other = start(() -> exchanger.exchange("theirs"));
    facts
        .add("one", () -> exchanger.exchange("ours"))
        .add("other", other::get)
        .run("nobody", () -> exchanger.exchange("ours", 1, TimeUnit.MILLISECONDS));
    return facts;
  }

  private static Facts phaser() {
    var facts = new Facts();
    var phaser = new Phaser(1);
    List<FutureTask<Integer>> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      phaser.register();
      others.add(start(phaser::arriveAndAwaitAdvance));
    }
    facts.add("phase", phaser::arriveAndAwaitAdvance);
    others.forEach(other -> facts.add("other", other::get));
    facts
        .add("parties", phaser::getRegisteredParties)
        .run("timeout", () -> phaser.awaitAdvanceInterruptibly(1, 1, TimeUnit.MILLISECONDS))
        .add("deregister", phaser::arriveAndDeregister)
        .add(
            "terminated",
            () -> {
              phaser.forceTermination();
              return phaser.isTerminated() + " " + (phaser.getPhase() < 0);
            });
    return facts;
  }

  private static Facts stamped() throws Exception {
    var facts = new Facts();
    var lock = new StampedLock();
    long optimistic = lock.tryOptimisticRead();
    facts.add("valid", () -> lock.validate(optimistic));
    long write = lock.writeLock();
    facts
        .add("valid", () -> lock.validate(optimistic))
        .add("read", () -> lock.tryReadLock(1, TimeUnit.MILLISECONDS));
    FutureTask<Boolean> reader =
        start(() -> {
          lock.unlockRead(lock.readLock());
          return true;
        });
    lock.unlockWrite(write);
    facts.add("reader", reader::get);
    long read = lock.readLock();
    long converted = lock.tryConvertToWriteLock(read);
    facts
        .add("converted", () -> converted != 0 && lock.isWriteLocked())
        .run("wrong stamp", () -> lock.unlockRead(read))
        .run("unlock", () -> lock.unlock(converted))
        .run("unlock", () -> lock.unlock(converted));
    return facts;
  }

  private static Facts barrier() throws Exception {
    var facts = new Facts();
    List<String> actions = new ArrayList<>();
    var barrier = new CyclicBarrier(3, () -> actions.add("action"));
    var one = start(barrier::await);
    var two = start(barrier::await);
    int three = barrier.await();
    return facts
        .add("indexes", () -> one.get() + two.get() + three)
        .add("actions", () -> actions)
        .add("waiting", barrier::getNumberWaiting);
  }

  private static Facts brokenBarrier() {
    var facts = new Facts();
    var barrier = new CyclicBarrier(2);
    return facts
        .run("timeout", () -> barrier.await(1, TimeUnit.MILLISECONDS))
        .run(
            "broken",
            () -> {
              try {
                barrier.await();
              } catch (BrokenBarrierException e) {
                throw new IllegalStateException("broken", e);
              }
            })
        .add("isBroken", barrier::isBroken)
        .run("reset", barrier::reset)
        .add("isBroken", barrier::isBroken);
  }

  private static Facts permits() throws Exception {
    var facts = new Facts();
    var semaphore = new Semaphore(2, true);
    semaphore.acquire(2);
    FutureTask<Boolean> waits =
        start(() -> {
          semaphore.acquire();
          return true;
        });
    while (!semaphore.hasQueuedThreads()) {
      Thread.onSpinWait();
    }
    semaphore.release();
    facts
        .add("acquired", waits::get)
        .add("none", () -> semaphore.tryAcquire(1, TimeUnit.MILLISECONDS))
        .add("drained", semaphore::drainPermits);
    var latch = new CountDownLatch(1);
    facts
        .add("await", () -> latch.await(1, TimeUnit.MILLISECONDS))
        .run("count", latch::countDown)
        .add("await", () -> latch.await(1, TimeUnit.MILLISECONDS))
        .add("latch", () -> latch.toString().replaceFirst(".*\\[", "["));
    return facts;
  }

  private static Facts handOver() {
    var facts = new Facts();
    var synchronous = new SynchronousQueue<Integer>();
    FutureTask<Integer> taker = start(synchronous::take);
    facts
        .run("put", () -> synchronous.put(1))
        .add("taken", taker::get)
        .add("offer", () -> synchronous.offer(2))
        .add("poll", () -> synchronous.poll(1, TimeUnit.MILLISECONDS));
    var transfer = new LinkedTransferQueue<Integer>();
    FutureTask<Integer> receiver = start(transfer::take);
    facts
        .run("transfer", () -> transfer.transfer(3))
        .add("received", receiver::get)
        .add("try", () -> transfer.tryTransfer(4, 1, TimeUnit.MILLISECONDS))
        .add("waiting", transfer::hasWaitingConsumer);
    return facts;
  }

  private static Facts locks() throws Exception {
    var facts = new Facts();
    var lock = new ReentrantLock(true);
    var condition = lock.newCondition();
    facts.run("unlock", lock::unlock).run("signal", condition::signal);
    lock.lock();
    facts
        .add("await", () -> condition.await(1, TimeUnit.MILLISECONDS))
        .add("held", lock::isHeldByCurrentThread)
        .add("other", () -> start(lock::isHeldByCurrentThread).get())
        .add("try", () -> start(lock::tryLock).get())
        .add("try longer", () -> start(() -> lock.tryLock(1, TimeUnit.MILLISECONDS)).get());
    FutureTask<Boolean> interrupted =
        start(() -> {
          Thread.currentThread().interrupt();
          lock.lockInterruptibly();
          return true;
        });
    facts.run("interrupted", interrupted::get);
    Thread waiting =
        Thread.ofPlatform()
            .start(() -> {
              lock.lock();
              lock.unlock();
            });
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    facts
        .add("waits", () -> lock.hasQueuedThread(waiting))
        .add("not", () -> lock.hasQueuedThread(Thread.currentThread()))
        .add("owner", () -> lock.toString().contains(Thread.currentThread().getName()))
        .add("blocker", () -> LockSupport.getBlocker(waiting).getClass().getSimpleName());
    lock.unlock();
    waiting.join();
    var both = new ReentrantReadWriteLock();
    both.readLock().lock();
    facts
        .add("upgrade", () -> both.writeLock().tryLock())
        .add("shared", () -> start(() -> both.readLock().tryLock()).get())
        .add("readers", both::getReadLockCount);
    return facts;
  }

  private static Facts monitors() throws Exception {
    var facts = new Facts();
    var monitor = new Object();
    facts
        .run("wait", monitor::wait)
        .run("notify", monitor::notify)
        .add("holds", () -> Thread.holdsLock(monitor));
    synchronized (monitor) {
      facts
          .run("wait", () -> monitor.wait(1))
          .run("negative", () -> monitor.wait(-1))
          .add("holds", () -> Thread.holdsLock(monitor));
    }
    var turns = new ArrayList<Integer>();
    List<FutureTask<Boolean>> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int mine = i;
      threads.add(
          start(() -> {
            synchronized (turns) {
              while (turns.size() != mine) {
                turns.wait();
              }
              turns.notifyAll();
              return turns.add(mine);
            }
          }));
    }
    for (FutureTask<Boolean> thread : threads) {
      facts.add("turn", thread::get);
    }
    return facts.add("turns", () -> turns);
  }
}
