package dev.heddle.sim.scheduler;

import dev.heddle.sim.runs.NotSimulatedException;
import dev.heddle.sim.runs.Stuck;
import dev.heddle.sim.runs.UnsafeUse;
import java.util.ArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Whose turn it is. One of the threads that are ready runs, until it stops, or until another one
/// is chosen at a point that it passes. Belongs to the world.
@SuppressWarnings("ReferenceEquality") // threads and tasks have no other
final class Turns {
  /// After so many points, a world counts as endless, unless it says otherwise.
  private static final long MOST_POINTS = 5_000_000;

  /// How often a thread that is pinned may yield before it is taken to wait for another.
  private static final int VAIN_SPINS = 1_000;

  private final Scheduler scheduler;
  private final Chooser chooser;
  private final RunListener listener;
  private final boolean wantsPoints;
  private final Clock clock;
  private final Points points;
  private final Monitors monitors;
  private final RunDigest digest;
  private final UnsafeUses uses = new UnsafeUses();
  private final ArrayList<Task> ready = new ArrayList<>();

  private @Nullable Task running;
  private @Nullable Thread runningThread;
  private @Nullable Task forced;
  private @Nullable Task paused; // at a point, for the timers that are due
  private int pausedAt; // the site
  private boolean arrived; // another thread has become able to run since the last choice
  private boolean counts; // the world's static state has begun anew
  private int vainSpins; // those in which no other thread could run
  private int undivided; // more than 0: no switch just now
  private long taken;
  private long mostPoints = MOST_POINTS;

  Turns(
      Scheduler scheduler,
      Chooser chooser,
      RunListener listener,
      Clock clock,
      Points points,
      Monitors monitors,
      RunDigest digest) {
    this.scheduler = scheduler;
    this.chooser = chooser;
    this.listener = listener;
    this.wantsPoints = listener.wantsPoints();
    this.clock = clock;
    this.points = points;
    this.monitors = monitors;
    this.digest = digest;
  }

  /// From now on, turns and points are the world's own, and follow from its seed.
  void beginCounting() {
    taken = 0;
    counts = true;
  }

  /// How many turns there have been.
  long taken() {
    return taken;
  }

  @Nullable Task running() {
    return running;
  }

  /// Whether it is this thread's turn.
  boolean isOf(Thread thread) {
    return thread == runningThread;
  }

  boolean noneIsReady() {
    return ready.isEmpty();
  }

  /// The one that has been ready for the longest time.
  Task first() {
    return ready.getFirst();
  }

  /// A thread has begun, which is to be chosen like others.
  void started(Task task) {
    if (counts) {
      chooser.started(task);
    }
  }

  void makeReady(Task task) {
    if (!task.ready && !task.dead) {
      task.ready = true;
      ready.add(task);
      arrived = true;
      allow();
    }
  }

  /// The thread has been killed: it never gets a turn again.
  void drop(Task task) {
    task.ready = false;
    ready.remove(task);
    uses.goesOn(task);
  }

  /// Runs a thread until it stops, or is preempted.
  void take(Task task) {
    if (taken > mostPoints) {
      scheduler.fail(
          new Stuck("a world that does not end: threads were resumed " + taken + " times"));
    }
    ready.remove(task);
    task.ready = false;
    running = task;
    runningThread = task.thread;
    taken++;
    allow();
    task.continuation.run();
    points.count(running);
    running = null;
    runningThread = null;
  }

  // Choosing

  /// Whose turn is next; one at least is ready.
  Task next() {
    Task chosen = forced;
    forced = null;
    Task before = paused;
    paused = null;
    if (before != null && before.ready) {
      ready.remove(before);
      chosen = isToChoose(before) ? choose(before) : before;
      if (chosen != before) {
        listener.preempted(before, pausedAt);
        ready.add(before);
      }
      return chosen;
    }
    return chosen != null && chosen.ready ? chosen : choose(null);
  }

  private Task choose(@Nullable Task current) {
    arrived = false;
    Task chosen = chooser.choose(current, ready, points.passed());
    if (ready.size() + (current == null ? 0 : 1) > 1) {
      digest.add(chosen.id);
      digest.add(points.passed());
    }
    return chosen;
  }

  private boolean isToChoose(Task task) {
    return !ready.isEmpty()
        && ((arrived && chooser.onArrival)
            || points.passed() >= chooser.askAt(task, points.passed()));
  }

  /// Lets the running thread pass the points at which nothing can happen without asking.
  void allow() {
    Task task = running;
    if (counts && task != null) {
      points.count(task);
      points.allowUntil(nextToAsk(task), task);
    }
  }

  /// The next point at which the running thread has to ask, counted from the next one as 1.
  private long nextToAsk(Task task) {
    if (wantsPoints) {
      return 1;
    }
    if (undivided != 0) {
      return Long.MAX_VALUE;
    }
    if (!monitors.isEmpty() || isToChoose(task)) {
      return 1;
    }
    long passed = points.passed();
    long next = Math.min(points.untilDue(), mostPoints + 1 - passed);
    return ready.isEmpty() ? next : Math.min(next, chooser.askAt(task, passed) - passed);
  }

  // What the running thread does

  /// It has used up its allowance: see [Hooks#point].
  void point(int site) {
    points.count(running);
    Task task = running;
    if (task == null) {
      return;
    }
    if (wantsPoints) {
      listener.point(task, site);
    }
    if (undivided == 0) {
      divide(task, site);
    }
    allow();
  }

  private void divide(Task task, int site) {
    if (points.passed() > mostPoints) {
      scheduler.fail(endless("a world"));
      pause(task, site);
      throw PinnedWaits.refusal(); // it could not be stopped there
    }
    if (clock.isDue()) {
      pause(task, site);
      return;
    }
    scheduler.settle();
    if (isToChoose(task)) {
      Task next = choose(task);
      if (next != task) {
        preempt(task, next, site);
      }
    }
  }

  /// Timers are due, and run when no thread does: the thread continues after them, or another does.
  private void pause(Task task, int site) {
    paused = task;
    pausedAt = site;
    giveWay(task, site);
    paused = null; // it could not be preempted: it is pinned
  }

  private void preempt(Task task, Task next, int site) {
    listener.preempted(task, site);
    forced = next;
    giveWay(task, site);
    if (forced == next) { // it could not be preempted: it is pinned
      forced = null;
    }
  }

  private void giveWay(Task task, int site) {
    uses.stops(task, site);
    task.preempted = true;
    Thread.yield();
    task.preempted = false;
    uses.goesOn(task);
  }

  /// It waits for others by calling again and again: they get a turn.
  void spin() {
    points.count(running);
    points.addOne(running);
    if (points.passed() > mostPoints) {
      scheduler.fail(endless("a busy wait"));
    }
    long before = taken;
    Task task = running;
    if (task != null && isOf(Thread.currentThread()) && undivided == 0) {
      chooser.spun(task);
      task.preempted = task.pool == null;
      Thread.yield();
      task.preempted = false;
      if (taken == before && ++vainSpins > VAIN_SPINS) {
        throw refuseWait();
      }
    }
    allow();
  }

  /// It waits where no other can run meanwhile, so the world fails.
  ///
  /// @return the exception for the caller to throw
  NotSimulatedException refuseWait() {
    NotSimulatedException refused = PinnedWaits.refusal();
    scheduler.fail(refused);
    return refused;
  }

  private Stuck endless(String what) {
    return new Stuck(
        what
            + " that does not end: "
            + points.passed()
            + " points have been passed; world.endlessAfter(…) allows more");
  }

  /// After so many points, the world counts as endless.
  void endlessAfter(long count) {
    mostPoints = count;
    points.count(running);
    allow(); // what the running thread may pass depends on it
  }

  /// It is about to use something, as others are, too.
  void using(Object object, int site) {
    Task task = running;
    UnsafeUse found = task == null || task.looks ? null : uses.collision(task, object, site);
    if (found != null) {
      scheduler.fail(found);
      throw found;
    }
  }

  /// It asks a condition of a test, which may look at what belongs to other threads.
  boolean look(BooleanSupplier condition) {
    Task task = running;
    if (task == null || task.looks) {
      return condition.getAsBoolean();
    }
    task.looks = true;
    try {
      return condition.getAsBoolean();
    } finally {
      task.looks = false;
    }
  }

  /// It does something that is not to be divided.
  void undivided(Runnable work) {
    undivided++;
    allow();
    try {
      work.run();
    } finally {
      undivided--;
      allow();
    }
  }
}
