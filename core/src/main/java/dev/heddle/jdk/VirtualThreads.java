package dev.heddle.jdk;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Reaches into the JDK, as only this package does: virtual threads on a scheduler of our own
/// (`java.lang.ThreadBuilders`), and virtual threads that wait for a socket without reading from it
/// (`sun.nio.ch.SelChImpl`). Thread-safe.
public final class VirtualThreads {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final JdkInternal BUILDER = JdkInternal.find("java.lang", VirtualThreads::builder);
  private static final @Nullable MethodHandle CARRIER =
      JdkInternal.find("java.lang", VirtualThreads::carrierMethod).handle();

  private VirtualThreads() {}

  /// Waiting for sockets: apart, because few need both.
  private static final class Readiness {
    static final JdkInternal INSIDE = JdkInternal.find("sun.nio.ch", VirtualThreads::parkMethod);
    static final @Nullable MethodHandle PARK = INSIDE.handle();
    static final int READABLE = PARK == null ? 0 : event("POLLIN");
    static final int WRITABLE = PARK == null ? 0 : event("POLLOUT");
  }

  /// A factory of virtual threads that run where `scheduler` runs them. The threads that they start
  /// inherit it.
  ///
  /// A `ForkJoinPool`, because the JDK then gives it the timers of sleeping threads as well.
  ///
  /// @throws IllegalStateException if the JVM denies access; the message says what helps
  public static ThreadFactory factory(ForkJoinPool scheduler) {
    MethodHandle builder = BUILDER.handle();
    if (builder == null) {
      throw new IllegalStateException("the loops engine " + BUILDER.need());
    }
    try {
      return ((Thread.Builder.OfVirtual) builder.invokeExact((Executor) scheduler))
          .name("heddle-connection-", 1)
          .factory();
    } catch (Throwable e) {
      throw new IllegalStateException("the loops engine " + JdkInternal.UNSUPPORTED, e);
    }
  }

  /// Whether the JVM opens `java.lang` to this module.
  static boolean isJavaLangOpen() {
    return Object.class.getModule().isOpen("java.lang", VirtualThreads.class.getModule());
  }

  /// The platform thread under the current virtual one; null if the JVM denies access.
  public static @Nullable Thread carrier() {
    if (CARRIER == null) {
      return null;
    }
    try {
      return (Thread) CARRIER.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("the loops engine " + JdkInternal.UNSUPPORTED, e);
    }
  }

  /// Which carrier runs which virtual thread: apart, because only stall detection needs it.
  private static final class CarrierField {
    static final @Nullable MethodHandle OF =
        JdkInternal.find("java.lang", VirtualThreads::carrierField).handle();
  }

  /// Whether `virtual` runs on `carrier` now; false if the JVM denies access. From any thread.
  @SuppressWarnings("ReferenceEquality") // threads have no other equality
  public static boolean isCarriedBy(Thread virtual, Thread carrier) {
    if (CarrierField.OF == null || !virtual.isVirtual()) {
      return false;
    }
    try {
      return (Thread) CarrierField.OF.invokeExact(virtual) == carrier;
    } catch (Throwable e) {
      throw new IllegalStateException("inspecting carriers " + JdkInternal.UNSUPPORTED, e);
    }
  }

  /// Whether virtual threads can wait for a socket here: it takes `--add-opens
  /// java.base/sun.nio.ch`.
  public static boolean canAwaitSockets() {
    return Readiness.PARK != null;
  }

  /// What waiting for sockets lacks, as a phrase that follows "… ": a JVM option, or another JDK.
  public static String awaitingSocketsNeeds() {
    return Readiness.INSIDE.need();
  }

  /// Parks the current thread, a virtual one, until there may be something to read; until it is
  /// unparked or interrupted; or for `nanos`, where 0 is for ever. The channel must stay open until
  /// this has returned.
  public static void awaitReadable(SocketChannel channel, long nanos) throws IOException {
    park(channel, Readiness.READABLE, nanos);
  }

  /// The same, until something can be written.
  public static void awaitWritable(SocketChannel channel) throws IOException {
    park(channel, Readiness.WRITABLE, 0);
  }

  private static void park(SocketChannel channel, int event, long nanos) throws IOException {
    MethodHandle park = Readiness.PARK;
    if (park == null) {
      throw new IllegalStateException("waiting for sockets " + awaitingSocketsNeeds());
    }
    try {
      park.invokeExact(channel, event, nanos);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  private static MethodHandle builder() throws ReflectiveOperationException {
    Constructor<?> constructor =
        Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
            .getDeclaredConstructor(Executor.class);
    constructor.setAccessible(true);
    return LOOKUP
        .unreflectConstructor(constructor)
        .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
  }

  private static MethodHandle carrierMethod() throws ReflectiveOperationException {
    Method current = Thread.class.getDeclaredMethod("currentCarrierThread");
    current.setAccessible(true);
    return LOOKUP.unreflect(current);
  }

  private static MethodHandle carrierField() throws ReflectiveOperationException {
    Field carrier = Class.forName("java.lang.VirtualThread").getDeclaredField("carrierThread");
    carrier.setAccessible(true);
    return LOOKUP
        .unreflectGetter(carrier)
        .asType(MethodType.methodType(Thread.class, Thread.class));
  }

  private static MethodHandle parkMethod() throws ReflectiveOperationException {
    Method park =
        Class.forName("sun.nio.ch.SelChImpl").getDeclaredMethod("park", int.class, long.class);
    park.setAccessible(true);
    return LOOKUP
        .unreflect(park)
        .asType(MethodType.methodType(void.class, SocketChannel.class, int.class, long.class));
  }

  private static int event(String name) {
    try {
      Field field = Class.forName("sun.nio.ch.Net").getDeclaredField(name);
      field.setAccessible(true);
      return field.getShort(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no " + name, e);
    }
  }
}
