package dev.heddle.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The virtual threads of this process, which the JDK keeps for its thread dumps
/// (`jdk.internal.vm.ThreadContainers`). Thread-safe.
public final class VirtualThreadList {
  private static final @Nullable Containers CONTAINERS = find();

  private VirtualThreadList() {}

  private record Containers(
      MethodHandle root,
      MethodHandle threads,
      MethodHandle children,
      MethodHandle parent,
      MethodHandle owner,
      MethodHandle scopes) {}

  /// All that have started and not ended; none if the JVM does not list them.
  public static List<Thread> all() {
    List<Thread> all = new ArrayList<>();
    if (CONTAINERS != null) {
      try {
        collect(CONTAINERS, (Object) CONTAINERS.root.invokeExact(), all);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("unsupported JDK: virtual threads cannot be listed", e);
      }
    }
    return all;
  }

  /// Asks an executor for the scopes of its threads only if one of them has opened some: for each
  /// executor that is asked, the JDK goes through all of them.
  private static void collect(Containers containers, Object container, List<Thread> into)
      throws Throwable {
    boolean nested =
        (Object) containers.parent.invokeExact(container) == null
            || (Object) containers.owner.invokeExact(container) != null;
    for (Object thread : ((Stream<?>) containers.threads.invokeExact(container)).toList()) {
      if (((Thread) thread).isVirtual()) {
        into.add((Thread) thread);
      }
      nested |= (Object) containers.scopes.invokeExact(thread) != null;
    }
    if (nested) {
      for (Object child : ((Stream<?>) containers.children.invokeExact(container)).toList()) {
        collect(containers, child, into);
      }
    }
  }

  private static @Nullable Containers find() {
    try {
      exportToUs("jdk.internal.vm");
      Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
      var streams = MethodType.methodType(Stream.class, Object.class);
      var objects = MethodType.methodType(Object.class, Object.class);
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      return new Containers(
          lookup
              .unreflect(Class.forName("jdk.internal.vm.ThreadContainers").getMethod("root"))
              .asType(MethodType.methodType(Object.class)),
          lookup.unreflect(container.getMethod("threads")).asType(streams),
          lookup.unreflect(container.getMethod("children")).asType(streams),
          lookup.unreflect(container.getMethod("parent")).asType(objects),
          lookup.unreflect(container.getMethod("owner")).asType(objects),
          scopes(lookup).asType(objects));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return null;
    }
  }

  /// Reads the scopes that a thread has opened. In a JDK that keeps them elsewhere, every thread
  /// seems to have some.
  private static MethodHandle scopes(MethodHandles.Lookup lookup) throws IllegalAccessException {
    try {
      Field scopes = Thread.class.getDeclaredField("headStackableScopes");
      scopes.setAccessible(true);
      return lookup.unreflectGetter(scopes);
    } catch (NoSuchFieldException e) {
      return MethodHandles.dropArguments(
          MethodHandles.constant(Object.class, true), 0, Object.class);
    }
  }

  /// Code that may access `java.lang` may do this as well, so no further option is needed.
  private static void exportToUs(String packageName) throws ReflectiveOperationException {
    Method export = Module.class.getDeclaredMethod("implAddExports", String.class, Module.class);
    export.setAccessible(true);
    export.invoke(Object.class.getModule(), packageName, VirtualThreadList.class.getModule());
  }
}
