package dev.heddle.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.InaccessibleObjectException;
import org.jspecify.annotations.Nullable;

/// An internal of the JDK, or what is needed to make it accessible.
///
/// @param handle null if we cannot have it
/// @param need what is needed, as a phrase that follows a subject; empty if it is accessible
record JdkInternal(@Nullable MethodHandle handle, String need) {
  /// This JDK is not built as we know it; the option would not help.
  static final String UNSUPPORTED =
      "needs another JDK: VirtualThread internals have changed in Java " + Runtime.version();

  /// How to get at it.
  @FunctionalInterface
  interface Search {
    MethodHandle find() throws ReflectiveOperationException;
  }

  /// @param packageName where in `java.base` it is
  static JdkInternal find(String packageName, Search search) {
    try {
      return new JdkInternal(search.find(), "");
    } catch (InaccessibleObjectException e) {
      return new JdkInternal(null, "needs this JVM option: " + JvmOptions.addOpens(packageName));
    } catch (ReflectiveOperationException e) {
      return new JdkInternal(null, UNSUPPORTED);
    }
  }
}
