package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;
import static dev.heddle.probe.look.Inside.method;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// Looks at a virtual thread that is not mounted, and keeps it from being mounted meanwhile, as
/// `VirtualThread.tryGetStackTrace` of JDK 25 does: its state changes by compare-and-set to the
/// same one with the mark SUSPENDED; afterwards the state is put back, and the thread is submitted
/// to its scheduler if it was woken meanwhile. Thread-safe.
final class Held {
  static final int JDK = 25;
  private static final int TRIES = 100;

  private final States states;
  private final ThreadSnapshots snapshots = new ThreadSnapshots();
  private final Field state;
  private final Field parkPermit;
  private final Field blockPermit;
  private final Field notified;
  private final Field interrupted;
  private final Method compareAndSet;
  private final Method set;
  private final Method submit;

  Held(Class<?> virtualThread, States states) throws ReflectiveOperationException {
    this.states = states;
    state = field(virtualThread, "state");
    parkPermit = field(virtualThread, "parkPermit");
    blockPermit = field(virtualThread, "blockPermit");
    notified = field(virtualThread, "notified");
    interrupted = field(Thread.class, "interrupted");
    compareAndSet = method(virtualThread, "compareAndSetState", int.class, int.class);
    set = method(virtualThread, "setState", int.class);
    submit = method(virtualThread, "submitRunContinuation");
    // While a thread is held no class may be loaded: it may have the loader's locks.
    snapshots.of(Thread.currentThread());
  }

  /// Null if the thread is mounted, or about to be, or has not begun.
  @Nullable ThreadSnapshot look(Thread virtual) throws ReflectiveOperationException {
    for (int i = 0; i < TRIES; i++) {
      int before = states.withoutHold(state.getInt(virtual));
      String name = states.name(before);
      if (!isUnmounted(name)) {
        return null;
      }
      if ((boolean) compareAndSet.invoke(virtual, before, states.held(before))) {
        try {
          return snapshots.of(virtual);
        } finally {
          release(virtual, before, name);
        }
      }
      Thread.onSpinWait(); // another one holds it, or it has been woken
    }
    return null;
  }

  /// Of a thread that carries none; it needs no hold. Null if it has ended.
  @Nullable ThreadSnapshot lookAtPlatform(Thread platform) throws ReflectiveOperationException {
    return snapshots.of(platform);
  }

  private static boolean isUnmounted(String state) {
    return switch (state) {
      case "PARKED", "TIMED_PARKED", "BLOCKED", "WAIT", "TIMED_WAIT" -> true;
      case "UNPARKED", "UNBLOCKED", "YIELDED" -> true;
      default -> false;
    };
  }

  private void release(Thread virtual, int before, String name)
      throws ReflectiveOperationException {
    set.invoke(virtual, before);
    if (isToRun(virtual, before, name)) {
      submit.invoke(virtual);
    }
  }

  private boolean isToRun(Thread virtual, int before, String name)
      throws ReflectiveOperationException {
    return switch (name) {
      case "PARKED", "TIMED_PARKED" ->
          parkPermit.getBoolean(virtual) && become(virtual, before, "UNPARKED");
      case "BLOCKED" -> blockPermit.getBoolean(virtual) && become(virtual, before, "UNBLOCKED");
      case "WAIT", "TIMED_WAIT" ->
          (notified.getBoolean(virtual) || interrupted.getBoolean(virtual))
              && become(virtual, before, "UNBLOCKED");
      default -> true; // its turn may have come and gone
    };
  }

  private boolean become(Thread virtual, int before, String after)
      throws ReflectiveOperationException {
    return (boolean) compareAndSet.invoke(virtual, before, states.number(after));
  }
}
