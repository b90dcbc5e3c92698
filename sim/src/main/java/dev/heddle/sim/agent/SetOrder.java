package dev.heddle.sim.agent;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/// The order of `Set.of` and `Map.of` depends on a number that each JVM draws at its start, so that
/// no code relies on it. In worlds it must be the same in each JVM. Only their iterators use it,
/// and so it may be changed while sets exist.
final class SetOrder {
  private static final long SALT = 0x9E3779B9L;

  private SetOrder() {}

  static void fix() throws ReflectiveOperationException {
    Class<?> type = Class.forName("java.util.ImmutableCollections");
    Field held = Class.forName("java.lang.Thread$ThreadIdentifiers").getDeclaredField("U");
    held.setAccessible(true);
    Object unsafe = held.get(null);
    write(unsafe, type.getDeclaredField("SALT32L"), "putLong", long.class, SALT);
    write(unsafe, type.getDeclaredField("REVERSE"), "putBoolean", boolean.class, false);
  }

  private static void write(Object unsafe, Field field, String put, Class<?> type, Object value)
      throws ReflectiveOperationException {
    Object base = call(unsafe, "staticFieldBase", field);
    Object offset = call(unsafe, "staticFieldOffset", field);
    unsafe
        .getClass()
        .getMethod(put, Object.class, long.class, type)
        .invoke(unsafe, base, offset, value);
  }

  private static Object call(Object unsafe, String name, Field field)
      throws ReflectiveOperationException {
    Method method = unsafe.getClass().getMethod(name, Field.class);
    return method.invoke(unsafe, field);
  }
}
