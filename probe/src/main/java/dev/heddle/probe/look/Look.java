package dev.heddle.probe.look;

import static dev.heddle.probe.look.Virtual.keepsCarrierAtMonitors;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.probe.facts.FactsWriter;
import dev.heddle.probe.facts.FactsWriter.Place;
import dev.heddle.probe.look.CarrierWaits.CarrierWait;
import dev.heddle.probe.look.Pools.Queued;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Looks once at all threads of this JVM. Belongs to the thread that calls it.
public final class Look {
  private static final int PLATFORM_AT_ONCE = 50; // so that no stop is long

  /// Some hundred stacks, in a program that looks at itself.
  private static final long OWN_IDLE_BYTES = 1 << 20;

  private final long start = System.nanoTime();
  private final AllocationBudget budget;
  private final FactsWriter out;
  private final Stacks stacks;
  private final Synchronizers synchronizers = new Synchronizers();
  private final WaitNumbers numbers = new WaitNumbers();
  private final Monitors monitors = new Monitors(numbers);
  private final Mounted mounted = new Mounted(numbers);
  private final CarrierWaits carrierWaits = new CarrierWaits(numbers, mounted, monitors);
  private final Parked parked = new Parked(numbers, synchronizers);
  private final IdentityHashMap<Object, Thread> terminations = new IdentityHashMap<>();
  private final Forked forked = new Forked();
  private @Nullable AwaitedTasks tasks; // of this look
  private @Nullable Virtual virtual;

  private final boolean tellsIdle;

  private Look(FactsWriter out, long mostBytes, boolean tellsIdle)
      throws ReflectiveOperationException {
    this.out = out;
    this.tellsIdle = tellsIdle;
    this.budget = new AllocationBudget(mostBytes);
    this.stacks = new Stacks(out);
  }

  /// A failure is written as well, to a file of the same name with `.failed` at its end: this JVM's
  /// own output is not ours.
  ///
  /// @param arguments the file to write, and how many bytes to allocate at most; a line each
  static void look(String arguments) throws IOException {
    String[] parts = arguments.split("\n");
    Path file = Path.of(parts[0]);
    try (var out = new FactsWriter(newFile(file), Virtual.release())) {
      new Look(out, Long.parseLong(parts[1]), true).run();
    } catch (Throwable e) { // a LinkageError, too
      writeFailure(file, e);
    }
  }

  static void writeFailure(Path file, Throwable cause) throws IOException {
    try (var failure = new PrintStream(newFile(Path.of(file + ".failed")), false, UTF_8)) {
      cause.printStackTrace(failure);
    }
  }

  /// The same for a program that looks at itself. Virtual threads that wait for what no thread owns
  /// are left out unless their stacks were read: most threads are such, and to read the answer
  /// costs memory, too.
  public static void write(OutputStream to, long mostBytes) throws Exception {
    try (var out = new FactsWriter(to, Virtual.release())) {
      new Look(out, mostBytes, false).run();
    }
  }

  private static OutputStream newFile(Path file) throws IOException {
    return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  @SuppressWarnings("deprecation") // Java 17 has no threadId
  static long id(Thread thread) {
    return thread.getId();
  }

  private void run() throws Exception {
    List<Thread> platform = new ArrayList<>(Platform.all());
    platform.remove(Thread.currentThread());
    virtual = Virtual.find();
    List<Thread> others = virtual == null ? List.of() : virtualOnes(virtual);
    if (tellsIdle) {
      budget.reserve(platform.size() + others.size());
    } else {
      budget.exceptSoFar();
    }
    List<Thread> bound = virtual == null ? Bound.all() : List.of();
    List<Thread> all = new ArrayList<>(platform);
    all.addAll(others);
    all.addAll(bound);
    Pools pools = Pools.find();
    IdentityHashMap<Object, Queued> queued =
        pools == null ? new IdentityHashMap<>() : pools.queued(all);
    if (pools == null) {
      out.note("tasks in queues of pools are not seen: this JDK keeps them differently");
    }
    parked.queued(queued);
    tasks = new AwaitedTasks(out, numbers, pools, all, queued);
    int read = 0;
    if (virtual != null) {
      read = new VirtualLook(virtual, others, synchronizers, this).run();
      String missing = virtual.missing();
      if (missing != null) {
        out.note(missing);
      }
    }
    look(platform);
    int readBound = lookAtBound(bound);
    long untracked = Virtual.untracked();
    if (untracked > 0) {
      out.untracked(untracked);
      out.note(
          "the JVM was started with -Djdk.trackAllThreads=false: "
              + untracked
              + " virtual threads that no executor or scope has started are seen only while they are"
              + " mounted, so deadlocks of these may be missing");
    }
    if (read < others.size() || readBound < bound.size() || untracked > 0) {
      forked.notAllSeen();
    }
    monitors.write(out, monitors.hasNotifications() ? byName(all) : Map.of());
    parked.write(out, all, forked, terminations, pools);
    mounted.write(out);
    carrierWaits.write(out, untracked == 0);
    if (virtual != null) {
      PolledSockets.write(out);
      Schedulers.write(out);
    }
    int count = others.size() + bound.size();
    out.cost(count, read + readBound, budget.allocatedBytes(), System.nanoTime() - start);
  }

  private static List<Thread> virtualOnes(Virtual virtual) throws ReflectiveOperationException {
    List<Thread> all = Virtual.all();
    all.removeIf(thread -> !virtual.is(thread));
    return all;
  }

  private void look(List<Thread> platform) throws IOException, ReflectiveOperationException {
    for (int i = 0; i < platform.size(); i += PLATFORM_AT_ONCE) {
      List<Thread> some =
          platform.subList(i, Math.min(i + PLATFORM_AT_ONCE, platform.size())).stream()
              .filter(thread -> !Platform.isCarrier(thread))
              .toList();
      @Nullable ThreadInfo[] infos = Platform.look(some);
      for (int k = 0; k < infos.length; k++) {
        ThreadInfo info = infos[k];
        if (info != null) { // else it has ended
          add(some.get(k), info);
        }
      }
    }
  }

  /// Returns how many stacks were read.
  private int lookAtBound(List<Thread> threads) throws IOException, ReflectiveOperationException {
    int read = 0;
    Bound bound = threads.isEmpty() ? null : new Bound();
    for (Thread thread : threads) {
      ThreadSnapshot snapshot = bound != null && allowsStack() ? bound.look(thread) : null;
      read += snapshot == null ? 0 : 1;
      if (thread.isAlive()) {
        add(thread, thread.getState().name(), null, LockSupport.getBlocker(thread), snapshot);
      }
    }
    return read;
  }

  private void add(Thread thread, ThreadInfo info)
      throws IOException, ReflectiveOperationException {
    Object blocker = LockSupport.getBlocker(thread);
    int monitor = Platform.addMonitors(info, monitors, mounted);
    Object entered = monitor < 0 && blocker == null ? monitorOfVirtual(thread) : null;
    if (entered != null) {
      monitor = monitors.number(Inside.name(entered), true);
      monitors.describe(Inside.name(entered), entered);
    }
    List<StackTraceElement> frames = Arrays.asList(info.getStackTrace());
    forked.add(thread, frames);
    int forTasks = numberOfTasks(thread, frames, blocker);
    int wait = forTasks >= 0 ? forTasks : blocker == null ? monitor : parked.number(blocker);
    int stack = stacks.number(frames);
    Thread.State state = entered == null ? info.getThreadState() : Thread.State.BLOCKED;
    long waits = Platform.waits(info);
    out.thread(thread, new Place(id(thread), false, false, state.name(), stack, wait, 0, waits));
  }

  /// The monitor that a platform thread waits for while a virtual thread has it that is not
  /// mounted: the JDK says of such a thread that it runs. Null if it does not wait for such a one.
  private @Nullable Object monitorOfVirtual(Thread thread) throws ReflectiveOperationException {
    return virtual == null || thread.getState() != Thread.State.BLOCKED
        ? null
        : virtual.entering(thread);
  }

  /// The number of the wait for tasks that this thread has forked; -1 if it does not wait for any.
  private int numberOfTasks(Thread thread, List<StackTraceElement> stack, @Nullable Object blocker)
      throws IOException, ReflectiveOperationException {
    return tasks == null ? -1 : tasks.number(thread, stack, blocker);
  }

  /// Whether the stack of one more virtual thread may be read.
  boolean allowsStack() {
    return budget.allowsStack();
  }

  /// Whether this is the wait for a task in the queue of a pool all of whose threads wait.
  boolean isQueued(Object blocker) {
    return parked.isQueued(blocker);
  }

  /// Not even those stacks were read which show who holds what.
  void notAllUrgentRead(int read) throws IOException {
    out.note(
        "only "
            + read
            + " stacks were read of the virtual threads that hold a lock, are mounted or wait for a"
            + " monitor, so deadlocks of monitors may be missing; --memory allows more");
  }

  /// From now on, stacks of virtual threads are read of which none holds a lock, is mounted or
  /// waits for a monitor. A program that looks at itself needs only some of each kind.
  void urgentAreRead() {
    if (!tellsIdle) {
      budget.leave(OWN_IDLE_BYTES);
    }
  }

  /// Whether virtual threads are reported that wait for what no thread owns, and whose stacks were
  /// not read.
  boolean tellsIdle() {
    return tellsIdle;
  }

  /// A virtual thread.
  ///
  /// @param blocker what it is parked on; null if nothing
  /// @param snapshot null if its stack was not read
  void add(
      Thread thread,
      String state,
      @Nullable Thread carrier,
      @Nullable Object blocker,
      @Nullable ThreadSnapshot snapshot)
      throws IOException, ReflectiveOperationException {
    long id = id(thread);
    int stack = snapshot == null ? -1 : stacks.number(snapshot.stack());
    CarrierWait onCarrier =
        snapshot == null || carrier == null || blocker != null || !keepsCarrierAtMonitors()
            ? null
            : carrierWaits.of(thread, carrier, snapshot.stack());
    int wait = onCarrier == null ? wait(thread, state, blocker, snapshot) : onCarrier.number();
    String what = onCarrier == null ? state : onCarrier.state();
    if (snapshot != null) {
      forked.add(thread, snapshot.stack());
      snapshot.owned().forEach(monitor -> monitors.own(Inside.name(monitor), id));
    }
    long on = carrier == null ? 0 : id(carrier);
    long waits = onCarrier == null ? -1 : onCarrier.waits();
    out.thread(thread, new Place(id, true, false, what, stack, wait, on, waits));
  }

  /// The number of what it waits for; -1 if that is not known.
  private int wait(
      Thread thread, String state, @Nullable Object blocker, @Nullable ThreadSnapshot snapshot)
      throws IOException, ReflectiveOperationException {
    int forCarrier = States.isReady(state) ? forCarrier(thread) : -1;
    if (forCarrier >= 0) {
      return forCarrier;
    }
    int forTasks = snapshot == null ? -1 : numberOfTasks(thread, snapshot.stack(), blocker);
    if (forTasks >= 0) {
      return forTasks;
    }
    if (blocker != null) {
      return parked.number(blocker);
    }
    if (snapshot == null || snapshot.monitor() == null) {
      return -1;
    }
    String monitor = Inside.name(snapshot.monitor());
    monitors.describe(monitor, snapshot.monitor());
    return monitors.number(monitor, snapshot.isEntering());
  }

  private int forCarrier(Thread thread) throws ReflectiveOperationException {
    ForkJoinPool scheduler = virtual == null ? null : virtual.scheduler(thread);
    return scheduler == null ? -1 : mounted.number(scheduler);
  }

  /// Keeps which virtual thread this carrier has.
  void mountedOn(Thread carrier, Thread thread) {
    mounted.add(thread, carrier);
  }

  /// Keeps what others wait for that join this thread.
  void joinedBy(Object termination, Thread thread) {
    terminations.put(termination, thread);
  }

  private static Map<String, Long> byName(List<Thread> threads) {
    Map<String, Long> ids = new HashMap<>();
    threads.forEach(thread -> ids.put(Inside.name(thread), id(thread)));
    return ids;
  }
}
