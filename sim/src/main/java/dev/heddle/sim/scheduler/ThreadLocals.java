package dev.heddle.sim.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The thread-locals of threads, which code finds in the virtual thread that runs. Stateless.
final class ThreadLocals {
  private static final VarHandle OWN;
  private static final VarHandle INHERITED;

  static {
    try {
      var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
      OWN = lookup.findVarHandle(Thread.class, "threadLocals", map);
      INHERITED = lookup.findVarHandle(Thread.class, "inheritableThreadLocals", map);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private ThreadLocals() {}

  static void clear(Thread thread) {
    OWN.set(thread, null);
    INHERITED.set(thread, null);
  }

  /// Before either has run.
  static void copyInherited(Thread from, Thread to) {
    Object map = INHERITED.get(from);
    INHERITED.set(to, map);
  }
}
