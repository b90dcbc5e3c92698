package dev.heddle.probe.look;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// Fields and methods of the JDK that are not public, opened to this loader by the agent.
/// Stateless.
final class Inside {
  private Inside() {}

  static Field field(Class<?> type, String name) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /// Null if this release has no such field.
  static @Nullable Field fieldIfAny(Class<?> type, String name) {
    try {
      return field(type, name);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  static Method method(Class<?> type, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    Method method = type.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }

  /// A class of the JDK. It is not initialised: that of virtual threads would start threads.
  static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name, false, null);
  }

  /// A class of the JDK that this JVM uses already; null if it does not, or has none of that name.
  /// To initialise one would start unwanted threads.
  static @Nullable Class<?> ifInUse(String name) throws ReflectiveOperationException {
    Class<?> type;
    try {
      type = Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
    Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
    Object one = method(unsafe, "getUnsafe").invoke(null);
    boolean isUnused =
        (boolean) method(unsafe, "shouldBeInitialized", Class.class).invoke(one, type);
    return isUnused ? null : type;
  }

  /// As `Objects.toIdentityString`, which Java 17 does not have.
  static String name(Object object) {
    return object.getClass().getName() + '@' + Integer.toHexString(System.identityHashCode(object));
  }
}
