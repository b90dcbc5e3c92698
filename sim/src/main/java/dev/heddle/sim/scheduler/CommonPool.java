package dev.heddle.sim.scheduler;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.util.concurrent.ForkJoinPool;

/// The common pool of a host of a world. Its workers are platform threads, and so the world's.
/// Stateless.
final class CommonPool {
  /// As on a machine with four processors, whatever this one has, so that the same tasks are
  /// divided alike.
  private static final int PARALLELISM = 3;

  /// What the JDK gives to a pool with so few workers.
  private static final int QUEUES = 16;

  /// The property for those who want another size.
  private static final String SIZE = "java.util.concurrent.ForkJoinPool.common.parallelism";

  private static final MethodHandle MAKE;
  private static final VarHandle SIZES;
  private static final VarHandle ALL_QUEUES;

  static {
    try {
      var lookup = MethodHandles.privateLookupIn(ForkJoinPool.class, MethodHandles.lookup());
      MAKE = lookup.findConstructor(ForkJoinPool.class, methodType(void.class, byte.class));
      SIZES = lookup.findVarHandle(ForkJoinPool.class, "parallelism", int.class);
      Class<?> queue = Class.forName("java.util.concurrent.ForkJoinPool$WorkQueue");
      ALL_QUEUES = lookup.findVarHandle(ForkJoinPool.class, "queues", queue.arrayType());
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private CommonPool() {}

  /// Makes a pool as the JDK does. Its public methods cannot be called yet: they would look for the
  /// world's pool, which this is to be.
  static ForkJoinPool make() {
    try {
      var pool = (ForkJoinPool) MAKE.invokeExact((byte) 0);
      if (System.getProperty(SIZE) == null) {
        SIZES.setVolatile(pool, PARALLELISM);
        Class<?> queue = ALL_QUEUES.varType().getComponentType();
        ALL_QUEUES.setVolatile(pool, Array.newInstance(queue, QUEUES));
      }
      return pool;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
