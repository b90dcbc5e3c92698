package dev.heddle.sim.scheduler;

import dev.heddle.sim.hooks.Hooks;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// The static state of the application's classes: each world finds it as if the classes had just
/// been loaded. Stateless.
final class Statics {
  private static final String RESET = "$heddle$reset";

  private static final ClassValue<Reset> RESETS =
      new ClassValue<>() {
        @Override
        protected Reset computeValue(Class<?> type) {
          return Reset.of(type);
        }
      };

  private Statics() {}

  /// Whether there is something to [#reset].
  static boolean have() {
    return Hooks.countInitialized() != 0;
  }

  /// Runs the initializers again that have run in earlier worlds. Called by a thread of the world.
  static void reset() {
    for (Class<?> type : Hooks.initialized()) {
      MethodHandle again = RESETS.get(type).handle;
      if (again != null) {
        try {
          again.invokeExact();
        } catch (RuntimeException | Error e) {
          throw e;
        } catch (Throwable e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private record Reset(@Nullable MethodHandle handle) {
    static Reset of(Class<?> type) {
      try {
        Method method = type.getDeclaredMethod(RESET);
        method.setAccessible(true);
        return new Reset(MethodHandles.lookup().unreflect(method));
      } catch (NoSuchMethodException | RuntimeException e) {
        return new Reset(null);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
