package dev.heddle.observe;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InaccessibleObjectException;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/// Finds the owner of a lock of `java.util.concurrent`: the JDK knows it, but exposes virtual
/// threads only through internals. Stateless.
final class LockOwners {
  /// What the JVM's command line must have for this.
  static final String FLAG = "--add-opens java.base/java.util.concurrent.locks=" + module();

  private static final @Nullable MethodHandle OWNER = owner();

  private LockOwners() {}

  private static String module() {
    Module module = LockOwners.class.getModule();
    return module.isNamed() ? module.getName() : "ALL-UNNAMED";
  }

  private static @Nullable MethodHandle owner() {
    try {
      var method = AbstractOwnableSynchronizer.class.getDeclaredMethod("getExclusiveOwnerThread");
      method.setAccessible(true);
      return MethodHandles.lookup().unreflect(method);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return null;
    }
  }

  /// Whether the JVM permits it.
  static boolean areKnown() {
    return OWNER != null;
  }

  /// The thread that holds the lock; null if none does, or the JVM denies access.
  static @Nullable Thread of(AbstractOwnableSynchronizer lock) {
    if (OWNER == null) {
      return null;
    }
    try {
      return (Thread) OWNER.invokeExact(lock);
    } catch (Throwable e) {
      throw new IllegalStateException("unsupported JDK: the owner of a lock cannot be read", e);
    }
  }
}
