package dev.heddle.sim.scheduler;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/// Static fields of the JDK's classes, whose packages the agent has opened. Stateless.
final class JdkFields {
  private JdkFields() {}

  /// @throws IllegalStateException if this JDK has none
  static Field get(String type, String name) {
    Field field = find(type, name);
    if (field == null) {
      throw new IllegalStateException("this JDK has no " + type + '.' + name);
    }
    return field;
  }

  /// @throws IllegalStateException if this JDK has none
  static Object value(String type, String name) {
    return valueOf(get(type, name));
  }

  /// @return null if this JDK has none
  static @Nullable Field find(String type, String name) {
    try {
      Field field = Class.forName(type).getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /// @return null if this JDK has none
  static @Nullable Object findValue(String type, String name) {
    Field field = find(type, name);
    return field == null ? null : valueOf(field);
  }

  private static Object valueOf(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
