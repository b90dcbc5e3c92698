package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;
import static dev.heddle.probe.look.Inside.method;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Looks at a virtual thread that is not mounted, and keeps it from being mounted meanwhile, as
/// `VirtualThread.tryGetStackTrace` of JDK 25 does: its state changes by compare-and-set to the
/// same one with the mark SUSPENDED; afterwards the state is put back, and the thread is submitted
/// to its scheduler if it was woken meanwhile. Thread-safe.
final class Held {
  static final int JDK = 25;
  private static final int TRIES = 100;
  private static final Object[] NONE = {};
  private static final AtomicBoolean HAS_SUBMITTED = new AtomicBoolean();

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
    rehearse(virtualThread);
  }

  /// Calls once all that is called while a thread is held: the JDK loads and makes classes when it
  /// is called for the first time, and the held thread may have the loader's locks.
  private void rehearse(Class<?> virtualThread) throws ReflectiveOperationException {
    synchronized (this) { // a snapshot with a monitor needs further classes
      snapshots.of(Thread.currentThread());
    }
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Object unstarted =
        Class.forName("java.lang.Thread$Builder")
            .getMethod("unstarted", Runnable.class)
            .invoke(builder, (Runnable) () -> {});
    if (virtualThread.isInstance(unstarted)) {
      Thread virtual = (Thread) unstarted;
      int before = state.getInt(virtual);
      compareAndSet.invoke(virtual, before, before);
      set.invoke(virtual, before);
      if (!HAS_SUBMITTED.getAndSet(true)) { // a scheduler without a free carrier keeps it
        submit.invoke(virtual, NONE); // has not been started, so it does not run
      }
      for (Field flag : List.of(parkPermit, blockPermit, notified, interrupted)) {
        flag.getBoolean(virtual);
      }
    }
  }

  /// Null if the thread is mounted, or about to be, or has not begun.
  @Nullable ThreadSnapshot look(Thread virtual) throws ReflectiveOperationException {
    for (int i = 0; i < TRIES; i++) {
      int before = states.withoutHold(state.getInt(virtual));
      String name = states.name(before);
      if (!isUnmounted(name)) {
        return null;
      }
      Release release = release(before, name); // now: if memory is short, this may fail
      if ((boolean) compareAndSet.invoke(virtual, before, states.held(before))) {
        try {
          return snapshots.of(virtual);
        } finally {
          release(virtual, release);
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

  /// The way back from a hold, made before it: nothing may be allocated on that way, since a thread
  /// that is not released never runs again. Immutable.
  private static final class Release {
    final String name;
    final Object[] before; // the arguments that put the state back
    final Object[] woken; // those that make it one of a thread that was woken

    Release(String name, int before, int woken) {
      this.name = name;
      this.before = new Object[] {before};
      this.woken = new Object[] {before, woken};
    }
  }

  private Release release(int before, String name) {
    boolean isParked = name.equals("PARKED") || name.equals("TIMED_PARKED");
    return new Release(name, before, states.number(isParked ? "UNPARKED" : "UNBLOCKED"));
  }

  private void release(Thread virtual, Release release) throws ReflectiveOperationException {
    set.invoke(virtual, release.before);
    if (isToRun(virtual, release)) {
      submit.invoke(virtual, NONE);
    }
  }

  private boolean isToRun(Thread virtual, Release release) throws ReflectiveOperationException {
    return switch (release.name) {
      case "PARKED", "TIMED_PARKED" -> parkPermit.getBoolean(virtual) && wake(virtual, release);
      case "BLOCKED" -> blockPermit.getBoolean(virtual) && wake(virtual, release);
      case "WAIT", "TIMED_WAIT" ->
          (notified.getBoolean(virtual) || interrupted.getBoolean(virtual))
              && wake(virtual, release);
      default -> true; // its turn may have come and gone
    };
  }

  private boolean wake(Thread virtual, Release release) throws ReflectiveOperationException {
    return (boolean) compareAndSet.invoke(virtual, release.woken);
  }
}
