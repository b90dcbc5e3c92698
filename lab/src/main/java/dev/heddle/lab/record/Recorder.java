package dev.heddle.lab.record;

import dev.heddle.lab.Chart;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A lab with real threads and real time. An observer samples each thread about every millisecond,
/// so shorter states may be missed; starts, sleeps and ends are exact. A deadlock among named locks
/// is detected, reported, and resolved by interrupting its threads.
///
/// Thread-safe. Plays one scene.
public final class Recorder implements Lab {
  private static final long GLANCE_NANOS = 1_000_000;
  private static final int GLANCES_PER_SEARCH = 20;

  private final ThreadKind kind;
  private final Consumer<Note> listener;
  private final Random random;
  private final LockNames names = new LockNames();
  private final List<Running> running = new CopyOnWriteArrayList<>();
  private final List<Note> notes = new ArrayList<>(); // guarded by itself
  private final Map<String, List<Gauge.Reading>> gauges = new LinkedHashMap<>(); // by itself
  private final List<String> deadlocks = new CopyOnWriteArrayList<>();
  private final List<String> conclusions = new CopyOnWriteArrayList<>();
  private final List<Chart> charts = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile long start = System.nanoTime();

  /// @param kind of the threads
  /// @param seed of the random choices
  /// @param listener receives each note, one at a time, as it is recorded
  public Recorder(ThreadKind kind, long seed, Consumer<Note> listener) {
    this.kind = kind;
    this.listener = listener;
    this.random = new Random(seed);
  }

  /// Plays a scene. Interrupting the caller ends it before its time.
  ///
  /// @throws Exception what the scene throws
  public Recording play(Scene scene) throws Exception {
    ThreadSample.at(
        Thread.currentThread(), names); // a first look takes long; here it delays nobody
    start = System.nanoTime();
    Thread observer = Thread.ofPlatform().daemon().name("lab-observer").start(this::observe);
    boolean interrupted = false;
    try {
      scene.play().run(this);
      awaitAll();
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      endAll();
      over.countDown();
      observer.join();
    }
    return recording(scene.title(), interrupted);
  }

  private void endAll() throws InterruptedException {
    running.forEach(Running::interrupt);
    for (Running each : running) {
      each.join();
    }
  }

  private Recording recording(String title, boolean interrupted) {
    long end = nanos();
    var tracks = running.stream().map(each -> each.watched.track(end)).toList();
    var figures = new ArrayList<Gauge>();
    List<Note> told;
    synchronized (gauges) {
      gauges.forEach((name, readings) -> figures.add(new Gauge(name, readings)));
    }
    synchronized (notes) {
      told = List.copyOf(notes);
    }
    return new Recording(
        title, kind, end, tracks, told, figures, charts, deadlocks, conclusions, interrupted);
  }

  @Override
  public Started start(String name, Task task) {
    var started = new Running(new ObservedThread(name), task);
    running.add(started);
    started.thread.start();
    return started;
  }

  @Override
  public void awaitAll() throws InterruptedException {
    for (Running each : running) {
      each.join();
    }
    Throwable failure = failures.poll();
    if (failure != null) {
      throw new IllegalStateException(failure.toString(), failure);
    }
  }

  @Override
  public void sleep(long millis) throws InterruptedException {
    ObservedThread me = current();
    if (me == null) {
      Thread.sleep(millis);
      return;
    }
    me.tell(ThreadSample.SLEEPING, nanos());
    try {
      Thread.sleep(millis);
    } finally {
      me.tell(ThreadSample.RUNNING, nanos());
    }
  }

  @Override
  public long nanos() {
    return System.nanoTime() - start;
  }

  @Override
  public Random random() {
    return random;
  }

  @Override
  public void note(String event) {
    ObservedThread me = current();
    note(me == null ? "" : me.name(), event);
  }

  private void note(String thread, String event) {
    synchronized (notes) {
      var note = new Note(nanos(), thread, event);
      notes.add(note);
      listener.accept(note);
    }
  }

  @Override
  public void gauge(String name, long value) {
    synchronized (gauges) {
      gauges.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Gauge.Reading(nanos(), value));
    }
  }

  @Override
  public void chart(Chart chart) {
    charts.add(chart);
  }

  @Override
  public void conclude(String fact) {
    conclusions.add(fact);
  }

  @Override
  public ReentrantLock lock(String name) {
    var lock = new NamedLock(name);
    names.add(lock);
    return lock;
  }

  @Override
  public Condition condition(String name, ReentrantLock lock) {
    Condition condition = lock.newCondition();
    names.add(name, condition);
    return condition;
  }

  @Override
  public Semaphore semaphore(String name, int permits) {
    var semaphore = new NamedSemaphore(name, permits);
    names.add(semaphore);
    return semaphore;
  }

  private @Nullable ObservedThread current() {
    Thread me = Thread.currentThread();
    for (Running each : running) {
      if (each.thread.equals(me)) {
        return each.watched;
      }
    }
    return null;
  }

  private void observe() {
    try {
      for (int glance = 1; !over.await(GLANCE_NANOS, TimeUnit.NANOSECONDS); glance++) {
        for (Running each : running) {
          if (each.thread.isAlive()) {
            each.watched.seen(ThreadSample.at(each.thread, names), nanos());
          }
        }
        if (glance % GLANCES_PER_SEARCH == 0) {
          endDeadlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does; it would end with the scene anyway
    }
  }

  private void endDeadlock() {
    List<Thread> threads = running.stream().map(each -> each.thread).toList();
    Deadlock.find(threads, names)
        .ifPresent(found -> {
          String words = found.inWords();
          if (!deadlocks.contains(words)) {
            deadlocks.add(words);
            note("", "deadlock: " + words);
          }
          found.threads().forEach(Thread::interrupt);
        });
  }

  /// A thread of the scene. Thread-safe.
  private final class Running implements Started {
    private final ObservedThread watched;
    private final Thread thread;

    Running(ObservedThread watched, Task task) {
      this.watched = watched;
      this.thread = kind.unstarted(watched.name(), () -> run(task));
    }

    private void run(Task task) {
      watched.begin(nanos());
      try {
        task.run();
      } catch (InterruptedException e) {
        note("ends: interrupted");
      } catch (Throwable e) {
        failures.add(e);
        note("fails: " + e);
      } finally {
        watched.end(nanos());
      }
    }

    @Override
    public void join() throws InterruptedException {
      thread.join();
    }

    @Override
    public void interrupt() {
      thread.interrupt();
    }
  }
}
