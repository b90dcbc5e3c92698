package dev.heddle.sim.hooks;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A static field of an interface, which the JVM wants to be final: what later worlds have instead
/// of what the first one computed. Rewritten code that reads the field asks here. Written by a
/// world's threads, of which one runs at a time.
public final class InterfaceField {
  private static final ClassValue<Map<String, InterfaceField>> ALL =
      new ClassValue<>() {
        @Override
        protected Map<String, InterfaceField> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private static final MethodHandle CURRENT;
  private static final MethodHandle RENEW;

  static {
    Lookup lookup = MethodHandles.lookup();
    try {
      CURRENT =
          lookup.findVirtual(
              InterfaceField.class, "current", MethodType.methodType(Object.class, Object.class));
      RENEW =
          lookup.findVirtual(
              InterfaceField.class, "renew", MethodType.methodType(void.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Object value;
  private boolean renewed;

  private InterfaceField() {}

  /// For code that has read the field: takes the value, and returns the one that counts.
  ///
  /// @param owner the class in which the code looks for the field
  /// @param declaring the interface that has it: `owner`, or one that `owner` extends
  public static CallSite read(
      Lookup lookup, String field, MethodType type, Class<?> owner, String declaring) {
    return bind(CURRENT, field, type, find(owner, declaring));
  }

  /// For the copy of the interface's initializer, in the place of a write.
  public static CallSite write(Lookup lookup, String field, MethodType type) {
    return bind(RENEW, field, type, lookup.lookupClass());
  }

  private static CallSite bind(
      MethodHandle method, String field, MethodType type, Class<?> declaring) {
    InterfaceField one = ALL.get(declaring).computeIfAbsent(field, missing -> new InterfaceField());
    return new ConstantCallSite(method.bindTo(one).asType(type));
  }

  /// @return null if it is none of those that `type` extends
  private static Class<?> find(Class<?> type, String name) {
    if (type == null || type.getName().equals(name)) {
      return type;
    }
    for (Class<?> parent : type.getInterfaces()) {
      Class<?> found = find(parent, name);
      if (found != null) {
        return found;
      }
    }
    return find(type.getSuperclass(), name);
  }

  @SuppressWarnings("UnusedMethod") // called by its handle
  private Object current(Object first) {
    return renewed ? value : first;
  }

  @SuppressWarnings("UnusedMethod") // called by its handle
  private void renew(Object next) {
    value = next;
    renewed = true;
  }
}
