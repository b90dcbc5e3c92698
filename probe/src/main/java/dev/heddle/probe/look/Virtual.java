package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;
import static dev.heddle.probe.look.Inside.method;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The virtual threads of this JVM, and how to look at one without harm. Thread-safe.
///
/// On JDK 25, a thread that is not mounted is held and its monitors are read. On other releases,
/// and for a mounted thread, this uses `Thread.getStackTrace` alone, which the JDK makes safe by
/// itself; before JDK 24 a virtual thread that holds a monitor or waits for one is always mounted.
final class Virtual {
  private static final int FIRST_RELEASE = 21;
  private static final int FIRST_WITH_MONITORS = 24;

  private final Class<?> type;
  private final Field carrier;
  private final Field termination;
  private final Field sync = field(CountDownLatch.class, "sync");
  private final @Nullable Field state;
  private final @Nullable States states;
  private final @Nullable Held held;
  private final @Nullable Field scheduler;

  private Virtual(Class<?> type) throws ReflectiveOperationException {
    this.type = type;
    carrier = field(type, "carrierThread");
    termination = field(type, "termination");
    states = States.read(type);
    state = states == null ? null : field(type, "state");
    held =
        states != null && states.areThoseOf25() && release() == Held.JDK
            ? new Held(type, states)
            : null;
    scheduler = Inside.fieldIfAny(type, "scheduler");
  }

  static int release() {
    return Runtime.version().feature();
  }

  /// Null before JDK 21, and if there has been no virtual thread yet.
  static @Nullable Virtual find() throws ReflectiveOperationException {
    Class<?> type = release() < FIRST_RELEASE ? null : Inside.ifInUse("java.lang.VirtualThread");
    return type == null ? null : new Virtual(type);
  }

  /// What cannot be seen in this release; null if nothing is missing.
  @Nullable String missing() {
    if (held != null || release() < FIRST_WITH_MONITORS) {
      return null;
    }
    return "the states of virtual threads in JDK "
        + release()
        + " are not known here, so monitors that they hold or wait for while unmounted are not"
        + " seen";
  }

  boolean is(Thread thread) {
    return type.isInstance(thread);
  }

  /// Whether a virtual thread keeps its carrier while it holds a monitor, waits for one or is in
  /// `Object.wait`, so that the JDK records such a wait of the carrier.
  static boolean keepsCarrierAtMonitors() {
    return release() < FIRST_WITH_MONITORS;
  }

  /// The pool whose threads carry it; null if that is not known.
  @Nullable ForkJoinPool scheduler(Thread virtual) throws ReflectiveOperationException {
    Object of = scheduler == null ? null : scheduler.get(virtual);
    return of instanceof ForkJoinPool pool ? pool : null;
  }

  /// All that have started and not ended; those that the JVM tracks.
  static List<Thread> all() throws ReflectiveOperationException {
    List<Thread> all = new ArrayList<>();
    Class<?> containers = Class.forName("jdk.internal.vm.ThreadContainers");
    Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
    var access =
        new Containers(
            method(container, "threads"),
            method(container, "children"),
            method(container, "parent"),
            method(container.getSuperclass(), "owner"),
            scopes());
    collect(access, method(containers, "root").invoke(null), all);
    return all;
  }

  /// How many virtual threads the JVM only counts, since it was told not to track them.
  static long untracked() throws ReflectiveOperationException {
    if (release() < FIRST_RELEASE) {
      return 0;
    }
    Object root = method(Class.forName("jdk.internal.vm.ThreadContainers"), "root").invoke(null);
    if (!root.getClass().getName().endsWith("$CountingRootContainer")) {
      return 0;
    }
    Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
    long tracked = ((Stream<?>) method(container, "threads").invoke(root)).count();
    return Math.max(0, (long) method(container, "threadCount").invoke(root) - tracked);
  }

  /// The scopes that a thread has opened; null in a JDK that keeps them elsewhere.
  private static @Nullable Field scopes() {
    return Inside.fieldIfAny(Thread.class, "headStackableScopes");
  }

  private record Containers(
      Method threads, Method children, Method parent, Method owner, @Nullable Field scopes) {}

  /// Asks an executor for the scopes of its threads only if one of them has opened some: for each
  /// executor that is asked, the JDK goes through all of them.
  private static void collect(Containers access, Object from, List<Thread> into)
      throws ReflectiveOperationException {
    boolean nested = access.parent.invoke(from) == null || access.owner.invoke(from) != null;
    for (Object thread : ((Stream<?>) access.threads.invoke(from)).toArray()) {
      into.add((Thread) thread);
      nested |= access.scopes == null || access.scopes.get(thread) != null;
    }
    if (nested) {
      for (Object child : ((Stream<?>) access.children.invoke(from)).toArray()) {
        collect(access, child, into);
      }
    }
  }

  /// The name of its state in this release.
  String state(Thread virtual) throws ReflectiveOperationException {
    return state == null || states == null
        ? virtual.getState().name()
        : states.name(state.getInt(virtual));
  }

  /// The same, if its stack has been read as well, or could not be.
  String state(Thread virtual, @Nullable ThreadSnapshot snapshot)
      throws ReflectiveOperationException {
    String name = state(virtual);
    return states == null
        ? name
        : states.withLimit(name, snapshot == null ? null : snapshot.stack());
  }

  /// The thread that it is mounted on; null if it is not mounted.
  @Nullable Thread carrier(Thread virtual) throws ReflectiveOperationException {
    return (Thread) carrier.get(virtual);
  }

  /// What others are parked on that join it; null if none has yet.
  @Nullable Object termination(Thread virtual) throws ReflectiveOperationException {
    Object latch = termination.get(virtual);
    return latch == null ? null : sync.get(latch);
  }

  /// The object whose monitor a platform thread waits to enter; null if there is none, or if that
  /// cannot be found out.
  @Nullable Object entering(Thread platform) throws ReflectiveOperationException {
    ThreadSnapshot snapshot = held == null ? null : held.lookAtPlatform(platform);
    return snapshot == null || !snapshot.isEntering() ? null : snapshot.monitor();
  }

  ThreadSnapshot look(Thread virtual) throws ReflectiveOperationException {
    ThreadSnapshot snapshot = held == null ? null : held.look(virtual);
    return snapshot == null ? ThreadSnapshot.ofStack(virtual.getStackTrace()) : snapshot;
  }
}
