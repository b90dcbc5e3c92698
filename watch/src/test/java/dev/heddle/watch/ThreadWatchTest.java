package dev.heddle.watch;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.eyes.Finding;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.LogCapture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What hangs in this program is reported when it begins and when it ends.
class ThreadWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final Pattern LINE = Pattern.compile("Faults\\.java:\\d+");

  private final LogCapture log = new LogCapture();
  private final ThreadWatch watch =
      ThreadWatch.builder().every(INTERVAL).stuckAfter(Duration.ofMillis(200)).start();

  @AfterEach
  void close() {
    watch.close();
    log.close();
  }

  private String logged(String beginning) {
    Eventually.that(
        "logged: " + beginning,
        PATIENCE,
        () -> log.messages(Level.WARNING).stream().anyMatch(text -> text.startsWith(beginning)));
    return log.messages(Level.WARNING).stream()
        .filter(text -> text.startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"locks", "mixed"})
  void threadsThatWaitForEachOtherAreNamedWithTheirLinesAndOwners(String fault) throws IOException {
    Thread first =
        fault.equals("locks")
            ? Faults.locks(Thread.ofVirtual())
            : Faults.mixed(Thread.ofVirtual(), Thread.ofVirtual());
    String text = logged("deadlock: 2 threads wait for each other");
    assertThat(text)
        .contains('"' + fault + "-1\" (virtual) at")
        .contains('"' + fault + "-2\" (virtual) at")
        .contains("held by #" + first.threadId());
    assertThat(linesIn(text)).hasSize(2).isSubsetOf(lines(fault));
    assertThat(watch.open(Finding.Kind.DEADLOCK)).isOne();
    first.interrupt();
    logged("deadlock ended after");
    assertThat(watch.open(Finding.Kind.DEADLOCK)).isZero();
    assertThat(watch.soFar(Finding.Kind.DEADLOCK)).isOne();
  }

  @Test
  void aPlatformThreadThatWaitsForTheMonitorOfAVirtualOneIsNamed() throws IOException {
    Thread first = Faults.mixed(Thread.ofVirtual(), Thread.ofPlatform().daemon());
    String text = logged("deadlock: 2 threads wait for each other");
    assertThat(text).contains("\"mixed-1\" (virtual) at", "\"mixed-2\" at");
    assertThat(linesIn(text)).hasSize(2).isSubsetOf(lines("mixed"));
    first.interrupt();
    logged("deadlock ended after");
  }

  @Test
  void aPoolThatWaitsForATaskInItsQueueIsNamed() {
    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
      pool.submit(() -> pool.submit(() -> "").get());
      assertThat(logged("deadlock: the only thread of a pool"))
          .contains("waits for FutureTask@", "which is in the queue of a pool of #");
      pool.shutdownNow();
    }
    logged("deadlock ended after");
  }

  @Test
  void aLockWhoseHolderHasEndedIsNamed() throws InterruptedException {
    var lock = new ReentrantLock();
    Thread.ofVirtual().name("holder").start(lock::lock).join();
    Thread waiter = Faults.start(Thread.ofVirtual().name("waiter"), lock::lockInterruptibly);
    assertThat(logged("never woken: a thread waits for a lock that is never given back"))
        .contains("\"waiter\" (virtual) at", "which has ended (\"holder\")");
    assertThat(watch.open(Finding.Kind.NEVER_WOKEN)).isOne();
    assertThat(watch.soFar(Finding.Kind.STUCK)).isZero();
    waiter.interrupt();
    logged("never woken ended after");
  }

  /// Only some of their stacks are read.
  @Test
  void aDeadlockAmongThousandsOfIdleThreadsIsNamed() {
    var release = new CountDownLatch(1);
    for (int i = 0; i < 5_000; i++) {
      Faults.start(Thread.ofVirtual(), release::await);
    }
    Thread first = Faults.mixed(Thread.ofVirtual(), Thread.ofVirtual());
    assertThat(logged("deadlock: 2 threads wait for each other"))
        .contains("\"mixed-1\" (virtual) at")
        .contains("\"mixed-2\" (virtual) at");
    first.interrupt();
    release.countDown();
    logged("deadlock ended after");
  }

  private static Set<String> linesIn(String text) {
    return LINE.matcher(text).results().map(MatchResult::group).collect(toSet());
  }

  /// The lines of [Faults] that have this fault's name beside them.
  private static Set<String> lines(String fault) throws IOException {
    List<String> source = Files.readAllLines(Path.of("src/test/java/dev/heddle/watch/Faults.java"));
    return IntStream.range(0, source.size())
        .filter(i -> source.get(i).endsWith("// " + fault))
        .mapToObj(i -> "Faults.java:" + (i + 1))
        .collect(toSet());
  }

  @Test
  void aThreadThatWaitsForALockForTooLongIsNamedWithWhoHasIt() {
    var lock = new ReentrantLock();
    var release = new CountDownLatch(1);
    Thread holder =
        Faults.start(
            Thread.ofVirtual().name("holder"),
            () -> {
              lock.lock();
              release.await();
              lock.unlock();
            });
    Eventually.that("the lock is held", lock::isLocked);
    Faults.start(Thread.ofVirtual().name("waiter"), lock::lock);
    assertThat(logged("stuck: a thread has waited for too long for ReentrantLock"))
        .contains("\"waiter\" (virtual)")
        .contains("#" + holder.threadId() + " \"holder\" (virtual)")
        .contains("CountDownLatch");
    release.countDown();
    logged("stuck ended after");
  }

  @Test
  void aPlatformThreadThatWaitsForAMonitorForTooLongIsNamedWithWhoHasIt() {
    var monitor = new Object();
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    Thread holder =
        Faults.start(
            Thread.ofPlatform().daemon().name("holder"),
            () -> {
              synchronized (monitor) {
                entered.countDown();
                release.await();
              }
            });
    Eventually.that("the monitor is held", () -> entered.getCount() == 0);
    Faults.start(
        Thread.ofPlatform().daemon().name("waiter"),
        () -> {
          synchronized (monitor) {
            release.await();
          }
        });
    assertThat(logged("stuck: a thread has waited for too long for "))
        .contains("\"waiter\" at")
        .contains("#" + holder.threadId() + " \"holder\" at")
        .contains("CountDownLatch");
    release.countDown();
    logged("stuck ended after");
  }

  @Test
  void platformThreadsThatTakeTurnsWithAMonitorAreNotReported() {
    var monitor = new Object();
    var turns = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      Faults.start(
          Thread.ofPlatform().daemon(),
          () -> {
            while (turns.get() < 1000) {
              synchronized (monitor) {
                turns.incrementAndGet();
                LockSupport.parkNanos(1_000_000);
              }
              LockSupport.parkNanos(1_000_000); // else it would keep the others out
            }
          });
    }
    Eventually.that("they have taken many turns", PATIENCE, () -> turns.get() >= 1000);
    assertThat(log.messages(Level.WARNING)).isEmpty();
  }

  private static final class Pinning {
    static final CountDownLatch RELEASE = new CountDownLatch(1);

    private static final class ByInitialiser {
      static {
        try {
          RELEASE.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      static void touch() {}
    }
  }

  @Test
  void aThreadThatKeepsItsCarrierWhileItWaitsIsNamedWithTheReason() {
    Thread.ofVirtual().name("pinned").start(() -> Pinning.ByInitialiser.touch());
    assertThat(logged("pinned: a virtual thread keeps carrier"))
        .contains("ByInitialiser.<clinit>")
        .contains("\"pinned\" (virtual)");
    Pinning.RELEASE.countDown();
    logged("pinned ended after");
  }

  @Test
  void threadsThatKeepAllCarriersFromOthersAreNamed() {
    var isOver = new AtomicBoolean();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread.ofVirtual().name("busy").start(() -> spin(isOver));
    }
    Thread.ofVirtual().name("starved").start(() -> {});
    assertThat(logged("exhausted scheduler: ")).contains("\"busy\" (virtual)");
    isOver.set(true);
    logged("exhausted scheduler ended after");
  }

  private static void spin(AtomicBoolean isOver) {
    while (!isOver.get()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aHealthyProgramUnderContentionGivesNoFinding() throws InterruptedException {
    var isOver = new AtomicBoolean();
    var lock = new ReentrantLock();
    var monitor = new Object();
    var queue = new LinkedBlockingQueue<String>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      threads.add(
          Faults.start(
              Thread.ofVirtual().name("healthy"),
              () -> {
                while (!isOver.get()) {
                  lock.lock();
                  synchronized (monitor) {
                    queue.add("");
                  }
                  lock.unlock();
                  queue.take();
                }
              }));
      threads.add(
          Faults.start(Thread.ofVirtual().name("idle"), () -> new CountDownLatch(1).await()));
    }
    Eventually.that("many glances", PATIENCE, () -> watch.glances() > 40);
    isOver.set(true);
    assertThat(log.messages(Level.WARNING)).isEmpty();
    threads.forEach(Thread::interrupt);
  }

  @Test
  void findingsAreMetersAndEventsOfTheFlightRecorder(@TempDir Path folder) throws IOException {
    var registry = new SimpleMeterRegistry();
    new ThreadMetrics(watch).bindTo(registry);
    try (var recording = new Recording()) {
      recording.enable("dev.heddle.ThreadFinding");
      recording.start();
      Thread first = Faults.locks(Thread.ofVirtual());
      logged("deadlock: ");
      assertThat(meter(registry, "heddle.threads.findings.open")).isOne();
      first.interrupt();
      logged("deadlock ended after");
      assertThat(meter(registry, "heddle.threads.findings.open")).isZero();
      assertThat(registry.get("heddle.threads.findings").tag("kind", "deadlock").functionCounter())
          .satisfies(counter -> assertThat(counter.count()).isOne());
      Path file = folder.resolve("recording.jfr");
      recording.dump(file);
      List<RecordedEvent> events = RecordingFile.readAllEvents(file);
      assertThat(events).extracting(event -> event.getBoolean("over")).containsExactly(false, true);
      assertThat(events)
          .allSatisfy(event -> assertThat(event.getString("threads")).contains("locks-1"));
    }
  }

  private static double meter(SimpleMeterRegistry registry, String name) {
    return registry.get(name).tag("kind", "deadlock").gauge().value();
  }

  @Test
  void afterCloseNothingIsLeft() {
    Eventually.that("it has begun", PATIENCE, () -> watch.glances() > 1);
    watch.close();
    watch.close();
    Eventually.that(
        "its thread has ended",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("heddle-watch")));
    Eventually.that(
        "its classes are gone",
        PATIENCE,
        () -> {
          System.gc();
          return !classLoaders().contains("heddle-look");
        });
  }

  private static String classLoaders() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "vmClassloaders",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anErrorInTheLogDoesNotEndTheWatchAndTheFindingIsReportedNevertheless() {
    var logger = Logger.getLogger("dev.heddle.watch");
    Handler broken = new Broken();
    logger.addHandler(broken);
    try {
      Thread first = Faults.locks(Thread.ofVirtual());
      logged("sampling the threads failed; the watch continues");
      logged("deadlock: ");
      first.interrupt();
      logged("deadlock ended after");
    } finally {
      logger.removeHandler(broken);
    }
  }

  @Test
  void metersAreReadWhileTheLogHangs() {
    var logger = Logger.getLogger("dev.heddle.watch");
    var release = new CountDownLatch(1);
    Handler hanging = new Hanging(release);
    logger.addHandler(hanging);
    try {
      Thread first = Faults.locks(Thread.ofVirtual());
      Eventually.that("it is counted", PATIENCE, () -> watch.open(Finding.Kind.DEADLOCK) == 1);
      release.countDown();
      logged("deadlock: ");
      first.interrupt();
    } finally {
      logger.removeHandler(hanging);
    }
  }

  private static final class Hanging extends Handler {
    private final CountDownLatch release;

    Hanging(CountDownLatch release) {
      this.release = release;
    }

    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel() == Level.WARNING) {
        Eventually.happens(release);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /// Fails once.
  private static final class Broken extends Handler {
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel() == Level.WARNING && !hasFailed.getAndSet(true)) {
        throw new StackOverflowError();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void theNameOfAThreadCannotBeginALineOfTheLog() {
    Thread first = Faults.locks(Thread.ofVirtual());
    first.setName("evil\n2026 INFO all is well");
    assertThat(logged("deadlock: ")).contains("\"evil\\n2026 INFO all is well\"");
    first.interrupt();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void timesMustBePositive(long seconds) {
    Duration time = Duration.ofSeconds(seconds);
    assertThatThrownBy(() -> ThreadWatch.builder().every(time))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ThreadWatch.builder().stuckAfter(time))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
