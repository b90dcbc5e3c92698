package dev.heddle.poll;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.InaccessibleObjectException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// The one place that reaches into the JDK: virtual threads on a scheduler of our own, which the
/// JDK has inside (`java.lang.ThreadBuilders`) but does not offer yet.
final class VirtualThreads {
  /// What the JVM's command line must have; in the message for whoever lacks it.
  private static final String FLAG =
      "--add-opens java.base/java.lang="
          + (VirtualThreads.class.getModule().isNamed()
              ? VirtualThreads.class.getModule().getName()
              : "ALL-UNNAMED");

  private static final @Nullable MethodHandle BUILDER;
  private static final @Nullable MethodHandle CARRIER;
  private static final @Nullable VarHandle CARRIER_OF;
  private static final @Nullable Throwable UNAVAILABLE;

  static {
    MethodHandle builder = null;
    MethodHandle carrier = null;
    VarHandle carrierOf = null;
    Throwable unavailable = null;
    try {
      var constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      builder =
          MethodHandles.lookup()
              .unreflectConstructor(constructor)
              .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
      var current = Thread.class.getDeclaredMethod("currentCarrierThread");
      current.setAccessible(true);
      carrier = MethodHandles.lookup().unreflect(current);
      Class<?> virtual = Class.forName("java.lang.VirtualThread");
      carrierOf =
          MethodHandles.privateLookupIn(virtual, MethodHandles.lookup())
              .findVarHandle(virtual, "carrierThread", Thread.class);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      unavailable = e;
    }
    BUILDER = builder;
    CARRIER = carrier;
    CARRIER_OF = carrierOf;
    UNAVAILABLE = unavailable;
  }

  private VirtualThreads() {}

  /// A factory of virtual threads that run where `scheduler` runs them. The threads that they start
  /// inherit it.
  ///
  /// A `ForkJoinPool`, because the JDK then gives it the timers of sleeping threads as well.
  ///
  /// @throws IllegalStateException if the JVM does not let us; the message names the flag that does
  static ThreadFactory factory(ForkJoinPool scheduler) {
    if (BUILDER == null) {
      throw new IllegalStateException(
          "the loops engine needs this JVM option: " + FLAG, UNAVAILABLE);
    }
    try {
      return ((Thread.Builder.OfVirtual) BUILDER.invokeExact((Executor) scheduler))
          .name("heddle-connection-", 1)
          .factory();
    } catch (Throwable e) {
      throw new IllegalStateException("this JDK does not build virtual threads as expected", e);
    }
  }

  /// Whether `virtual` runs on `carrier` just now; false where the JVM does not let us know.
  @SuppressWarnings("ReferenceEquality") // threads have no other equality
  static boolean isCarriedBy(Thread virtual, Thread carrier) {
    return CARRIER_OF != null && virtual.isVirtual() && CARRIER_OF.getVolatile(virtual) == carrier;
  }

  /// The platform thread under the current virtual one; null where the JVM does not let us know.
  static @Nullable Thread carrier() {
    if (CARRIER == null) {
      return null;
    }
    try {
      return (Thread) CARRIER.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("this JDK does not know carriers as expected", e);
    }
  }
}
