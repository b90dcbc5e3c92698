package dev.heddle.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadMonitorsTest {
  private final Object outer = new Object();
  private final Object inner = new Object();
  private final List<Thread> started = new ArrayList<>();
  private volatile boolean goOn;

  @AfterEach
  void ends() throws InterruptedException {
    goOn = true;
    started.forEach(LockSupport::unpark);
    for (Thread thread : started) {
      thread.join();
    }
  }

  private Thread virtual(Runnable task) {
    Thread thread = Thread.ofVirtual().start(task);
    started.add(thread);
    return thread;
  }

  private void parkUntilEnd() {
    while (!goOn) {
      LockSupport.park();
    }
  }

  /// Holds a monitor on a thread of its own until the end of the test.
  private Thread holder(Object monitor) throws InterruptedException {
    var has = new CountDownLatch(1);
    Thread thread =
        virtual(() -> {
          synchronized (monitor) {
            has.countDown();
            parkUntilEnd();
          }
        });
    has.await();
    return thread;
  }

  /// Looks until the thread waits.
  private static ThreadMonitors at(Thread thread, Thread.State state) {
    while (true) {
      boolean already = thread.getState() == state; // or the look may be of what it did before
      ThreadMonitors look = ThreadMonitors.at(thread);
      if (already && look != null && thread.getState() == state) {
        return look;
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void thisJvmCanBeLookedAt() {
    assertThat(ThreadMonitors.whyNot()).isNull();
  }

  @Test
  void aParkedThreadHoldsWhatItHasEntered() throws Exception {
    ThreadMonitors look = at(holder(outer), Thread.State.WAITING);
    assertThat(look.owned()).containsExactly(outer);
    assertThat(look.waitsFor()).isNull();
    assertThat(look.stack()).anyMatch(frame -> frame.getMethodName().equals("parkUntilEnd"));
  }

  @Test
  void aBlockedThreadWaitsForWhatItsInnermostFrameEnters() throws Exception {
    holder(inner);
    Thread blocked = virtual(() -> enterBoth(outer, inner));
    ThreadMonitors look = at(blocked, Thread.State.BLOCKED);
    assertThat(look.waitsFor()).isSameAs(inner);
    assertThat(look.owned()).containsExactly(outer);
    assertThat(look.stack().getFirst().getMethodName()).isEqualTo("enterBoth");
  }

  @Test
  void itDoesSoInCompiledCodeAsWell() throws Exception {
    goOn = true;
    for (int i = 0; i < 100_000; i++) {
      enterBoth(new Object(), new Object());
    }
    goOn = false;
    aBlockedThreadWaitsForWhatItsInnermostFrameEnters();
  }

  private void enterBoth(Object first, Object second) {
    synchronized (first) {
      synchronized (second) {
        parkUntilEnd();
      }
    }
  }

  @Test
  void aMethodThatIsSynchronizedEntersItsReceiver() throws Exception {
    var door = new Door();
    holder(door);
    assertThat(at(virtual(door::pass), Thread.State.BLOCKED).waitsFor()).isSameAs(door);
  }

  private static final class Door {
    private int passed;

    synchronized void pass() {
      passed++;
    }
  }

  @Test
  void aNotifiedThreadWaitsForTheMonitorThatItGaveUp() throws Exception {
    var waits = new CountDownLatch(1);
    Thread waiting =
        virtual(() -> {
          synchronized (inner) {
            waitsFor(outer, waits);
          }
        });
    waits.await();
    synchronized (outer) {
      outer.notifyAll();
      ThreadMonitors look = at(waiting, Thread.State.BLOCKED);
      assertThat(look.waitsFor()).isSameAs(outer);
      assertThat(look.owned()).containsExactly(inner);
    }
  }

  private static void waitsFor(Object monitor, CountDownLatch waits) {
    synchronized (monitor) {
      waits.countDown();
      try {
        monitor.wait();
      } catch (InterruptedException e) {
        // Never interrupted.
      }
    }
  }

  @Test
  void aRunningThreadAndAPlatformThreadAreLeftAlone() {
    Thread running =
        virtual(() -> {
          while (!goOn) {
            Thread.onSpinWait();
          }
        });
    assertThat(ThreadMonitors.at(running)).isNull();
    assertThat(ThreadMonitors.at(Thread.currentThread())).isNull();
  }

  @Test
  void everyVirtualThreadIsListed() throws Exception {
    Thread one = holder(outer);
    Thread other = holder(inner);
    assertThat(VirtualThreadList.all()).contains(one, other).allMatch(Thread::isVirtual);
  }

  @Test
  void threadsThatAreWokenWhileTheyAreLookedAtGoOn() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(virtual(this::contend));
    }
    Thread parks = virtual(this::parkOften);
    threads.add(parks);
    threads.add(virtual(() -> unparkOften(parks)));
    for (int looks = 0; looks < 1_000; ) {
      for (Thread thread : threads) {
        looks += ThreadMonitors.at(thread) == null ? 0 : 1;
        thread.getStackTrace(); // the JDK holds it, too
      }
    }
    goOn = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void contend() {
    for (int i = 0; !goOn; i++) {
      synchronized (outer) {
        Thread.onSpinWait();
      }
      if (i % 16 == 0) {
        Thread.yield();
      }
    }
  }

  private void parkOften() {
    while (!goOn) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void unparkOften(Thread thread) {
    while (!goOn) {
      LockSupport.unpark(thread);
      Thread.yield();
    }
  }
}
