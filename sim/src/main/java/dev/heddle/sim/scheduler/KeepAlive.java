package dev.heddle.sim.scheduler;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/// Where `HttpURLConnection` keeps a host's idle connections: the JDK's `KeepAliveCache`, which has
/// a thread that closes them. Stateless.
final class KeepAlive {
  private static final MethodHandle MAKE;

  static {
    try {
      Class<?> cache = Class.forName("sun.net.www.http.KeepAliveCache");
      MAKE =
          MethodHandles.privateLookupIn(cache, MethodHandles.lookup())
              .findConstructor(cache, methodType(void.class))
              .asType(methodType(Object.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// The name of its thread.
  static final String THREAD = "Keep-Alive-Timer";

  private KeepAlive() {}

  static Object make() {
    try {
      return MAKE.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
