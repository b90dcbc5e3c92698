package dev.heddle.jdk;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which monitors a virtual thread holds, and which one it waits for. Immutable.
///
/// The JDK exposes this only in its dump of all threads, and in JDK 25 that dump can end the JVM
/// while virtual threads mount and unmount (JDK-8364343). So this inspects one thread at a time,
/// and holds it meanwhile. A mounted thread is left alone: it runs, or native code below it pins
/// it.
///
/// @param stack the innermost frame first
/// @param owned the objects whose monitors it holds
/// @param waitsFor the object whose monitor it waits to enter; null if it waits for none
public record ThreadMonitors(
    List<StackTraceElement> stack, List<Object> owned, @Nullable Object waitsFor) {
  /// If another caller holds the thread, this retries; it is never held for long.
  private static final int TRIES = 100;

  private static final @Nullable HeldThreads HELD = HeldThreads.find();

  /// What looking at threads needs in this JVM, after a subject; null if it can be done.
  public static @Nullable String whyNot() {
    if (HELD != null) {
      return null;
    }
    return Runtime.version().feature() == HeldThreads.JDK && !VirtualThreads.isJavaLangOpen()
        ? "needs this JVM option: " + JvmOptions.addOpens("java.lang")
        : JdkInternal.UNSUPPORTED;
  }

  /// Inspects a virtual thread that is parked or waits for a monitor. From any thread.
  ///
  /// @return null if it does neither, is mounted, or no thread can be looked at
  public static @Nullable ThreadMonitors at(Thread virtual) {
    HeldThreads held = HELD;
    if (held == null || !virtual.isVirtual()) {
      return null;
    }
    try {
      for (int i = 0; i < TRIES; i++) {
        int state = held.state(virtual);
        if (!held.isWaiting(state)) {
          return null;
        }
        List<StackFrame> frames = held.frames(virtual, state);
        if (frames != null) {
          return of(frames, held.frames(), held.isBlocked(state));
        }
        Thread.onSpinWait();
      }
      return null;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("unsupported JDK: a virtual thread cannot be inspected", e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a monitor is the object itself
  private static ThreadMonitors of(List<StackFrame> frames, LiveFrames live, boolean blocked)
      throws Throwable {
    List<StackTraceElement> stack = new ArrayList<>();
    List<Object> owned = new ArrayList<>();
    for (StackFrame frame : frames) {
      stack.add(frame.toStackTraceElement());
      owned.addAll(live.monitors(frame));
    }
    Object waitsFor = blocked ? waitsFor(frames, live) : null;
    owned.removeIf(object -> object == waitsFor); // a frame lists what it is about to enter as well
    return new ThreadMonitors(List.copyOf(stack), List.copyOf(owned), waitsFor);
  }

  /// What a blocked thread waits for: the last monitor that its innermost frame lists; or, in
  /// `Object.wait`, the object itself, to which a notified thread returns.
  private static @Nullable Object waitsFor(List<StackFrame> frames, LiveFrames live)
      throws Throwable {
    boolean notified = false;
    for (StackFrame frame : frames) {
      if (!frame.getClassName().equals("java.lang.Object")) {
        List<Object> monitors = live.monitors(frame);
        // A notified thread no longer shows which of several monitors it has released.
        boolean clear = notified ? monitors.size() == 1 : !monitors.isEmpty();
        return clear ? monitors.getLast() : null;
      }
      notified = true;
      Object receiver = live.receiver(frame);
      if (receiver != null) { // compiled code may have dropped it
        return receiver;
      }
    }
    return null;
  }
}
