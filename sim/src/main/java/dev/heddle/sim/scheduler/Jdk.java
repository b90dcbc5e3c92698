package dev.heddle.sim.scheduler;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/// Reaches into the JDK's virtual threads, which the agent has opened. Thread-safe.
final class Jdk {
  private static final int BLOCKED = 13;
  private static final int WAIT = 16;
  private static final int TIMED_WAIT = 18;
  private static final int TERMINATED = 99;

  private static final VarHandle STATE;
  private static final VarHandle LISTED;
  private static final VarHandle PERMIT;
  private static final VarHandle PARK_PERMIT;
  private static final MethodHandle BUILDER;

  /// The thread that the lambda `this::runContinuation` has captured.
  private static final MethodHandle CAPTURED;

  private static volatile boolean prepared;
  private static final Object ROOT;
  private static final Method CONTAINER;
  private static final Class<?> POOLS_CONTAINER;
  private static final Method EXIT;
  private static final MethodHandle START;
  private static final MethodHandle PARK;
  private static final long GIVE_WAY_NANOS = 20_000;

  static {
    try {
      Class<?> virtual = Class.forName("java.lang.VirtualThread");
      var lookup = MethodHandles.privateLookupIn(virtual, MethodHandles.lookup());
      STATE = lookup.findVarHandle(virtual, "state", int.class);
      LISTED = lookup.findVarHandle(virtual, "onWaitingList", boolean.class);
      PERMIT = lookup.findVarHandle(virtual, "blockPermit", boolean.class);
      PARK_PERMIT = lookup.findVarHandle(virtual, "parkPermit", boolean.class);
      Constructor<?> builder =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      builder.setAccessible(true);
      BUILDER =
          lookup
              .unreflectConstructor(builder)
              .asType(methodType(Thread.Builder.OfVirtual.class, ForkJoinPool.class));
      Field continuation = virtual.getDeclaredField("runContinuation");
      continuation.setAccessible(true);
      Object lambda = continuation.get(Thread.ofVirtual().unstarted(() -> {}));
      Field captured = lambda.getClass().getDeclaredFields()[0];
      captured.setAccessible(true);
      CAPTURED = lookup.unreflectGetter(captured).asType(methodType(Thread.class, Runnable.class));
      Method root = Class.forName("jdk.internal.vm.ThreadContainers").getDeclaredMethod("root");
      root.setAccessible(true);
      ROOT = root.invoke(null);
      Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
      START =
          MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
              .findVirtual(Thread.class, "start", methodType(void.class, container))
              .asType(methodType(void.class, Thread.class, Object.class));
      CONTAINER = Thread.class.getDeclaredMethod("threadContainer");
      CONTAINER.setAccessible(true);
      POOLS_CONTAINER = Class.forName("jdk.internal.vm.SharedThreadContainer");
      EXIT = container.getDeclaredMethod("onExit", Thread.class);
      EXIT.setAccessible(true);
      Field unsafe = Class.forName("java.lang.Thread$ThreadIdentifiers").getDeclaredField("U");
      unsafe.setAccessible(true);
      Method park = unsafe.getType().getMethod("park", boolean.class, long.class);
      PARK = lookup.unreflect(park).bindTo(unsafe.get(null));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Jdk() {}

  /// Loads outside of worlds what every world needs.
  static void prepare() {
    if (!prepared) {
      prepared = true;
      Thread.ofVirtual().start(() -> {});
    }
  }

  /// Virtual threads that run where `scheduler` runs them.
  static Thread.Builder.OfVirtual builder(ForkJoinPool scheduler) {
    try {
      return (Thread.Builder.OfVirtual) BUILDER.invokeExact(scheduler);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// @param container what keeps together the threads that it starts; null if none does
  static void start(Thread virtual, @Nullable Object container) {
    if (container == null) {
      virtual.start();
      return;
    }
    try {
      START.invokeExact(virtual, container);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// The thread behind what the JDK gives to a scheduler.
  static Thread threadOf(Runnable continuation) {
    try {
      return (Thread) CAPTURED.invokeExact(continuation);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whether it is one of the JDK's own tasks for a virtual thread: they wake it, and wait for
  /// nothing.
  static boolean isOwn(Runnable task) {
    return task.getClass().getName().startsWith("java.lang.VirtualThread$$Lambda");
  }

  static boolean hasEnded(Thread virtual) {
    return (int) STATE.getVolatile(virtual) == TERMINATED;
  }

  /// Whether it waits for a monitor, or in one, so that the JVM resumes it.
  static boolean waitsForMonitor(Thread virtual) {
    int state = (int) STATE.getVolatile(virtual);
    return state == BLOCKED || state == WAIT || state == TIMED_WAIT;
  }

  /// Whether it waits to enter a monitor.
  static boolean isBlocked(Thread virtual) {
    return (int) STATE.getVolatile(virtual) == BLOCKED;
  }

  /// Whether the JVM is about to resume it.
  static boolean isBeingUnblocked(Thread virtual) {
    return (boolean) LISTED.getVolatile(virtual)
        || ((boolean) PERMIT.getVolatile(virtual) && (int) STATE.getVolatile(virtual) == BLOCKED);
  }

  /// Leaves the CPU to others for a moment, without leaving the virtual thread: the thread that
  /// carries it waits.
  static void giveWay() {
    park(GIVE_WAY_NANOS);
  }

  /// The same, until another thread unparks the one that carries it.
  static void stop() {
    park(0);
  }

  private static void park(long nanos) {
    try {
      PARK.invokeExact(false, nanos);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// The JDK keeps all threads that have not ended; one that never will can be forgotten. It has
  /// its permit for good: a thread outside may still wake it, and that must resume nothing.
  static void forget(Thread virtual) {
    PARK_PERMIT.setVolatile(virtual, true);
    try {
      Object container = CONTAINER.invoke(virtual); // a pool keeps its own threads
      EXIT.invoke(POOLS_CONTAINER.isInstance(container) ? container : ROOT, virtual);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
