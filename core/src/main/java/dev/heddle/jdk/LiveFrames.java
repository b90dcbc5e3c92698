package dev.heddle.jdk;

import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The frames of a continuation that is not mounted, with their monitors:
/// `java.lang.LiveStackFrame`. Thread-safe.
final class LiveFrames {
  private final MethodHandle walker;
  private final MethodHandle monitors;
  private final MethodHandle locals;
  private final Class<?> primitiveSlot;

  /// @throws ReflectiveOperationException if this JDK is another
  /// @throws java.lang.reflect.InaccessibleObjectException if the JVM denies access
  LiveFrames() throws ReflectiveOperationException {
    Class<?> type = Class.forName("java.lang.LiveStackFrame");
    walker =
        method(type, "getStackWalker", Class.forName("jdk.internal.vm.Continuation"))
            .asType(MethodType.methodType(StackWalker.class, Object.class));
    var ofFrame = MethodType.methodType(Object[].class, StackFrame.class);
    monitors = method(type, "getMonitors").asType(ofFrame);
    locals = method(type, "getLocals").asType(ofFrame);
    primitiveSlot = Class.forName("java.lang.LiveStackFrame$PrimitiveSlot");
  }

  private static MethodHandle method(Class<?> type, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    Method method = type.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return MethodHandles.lookup().unreflect(method);
  }

  /// The innermost first.
  ///
  /// @param continuation must stay unmounted meanwhile
  List<StackFrame> of(Object continuation) throws Throwable {
    return ((StackWalker) walker.invokeExact(continuation)).walk(Stream::toList);
  }

  /// What the frame has entered, or is about to enter, in that order.
  List<Object> monitors(StackFrame frame) throws Throwable {
    List<Object> all = new ArrayList<>();
    for (Object monitor : (Object[]) monitors.invokeExact(frame)) {
      if (monitor != null) { // else the compiler has found that no other thread can see it
        all.add(monitor);
      }
    }
    return all;
  }

  /// `this` of an instance method; null if the frame no longer has it: compiled code drops it after
  /// its last use, and the JDK then gives a primitive slot with the value 0.
  @Nullable Object receiver(StackFrame frame) throws Throwable {
    var slots = (Object[]) locals.invokeExact(frame);
    return slots.length == 0 || primitiveSlot.isInstance(slots[0]) ? null : slots[0];
  }
}
