package dev.heddle.transport;

import dev.heddle.jdk.VirtualThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Things of one kind for many connections, of which each has one only while it works. A few serve
/// all, and those few stay in the processor's cache.
///
/// Thread-safe: each carrier has roughly a stack of its own, and a caller that finds it in use does
/// without.
public final class CarrierStacks<T> {
  private static final int STACKS = 64; // a power of two

  private final Stack[] stacks = new Stack[STACKS];

  /// Empty ones.
  ///
  /// @param most how many to keep for each carrier
  public CarrierStacks(int most) {
    for (int i = 0; i < STACKS; i++) {
      stacks[i] = new Stack(most);
    }
  }

  /// The one that was pushed last; null if there is none.
  @SuppressWarnings("unchecked") // only `push` puts something in
  public @Nullable T pop() {
    return (T) stack().pop();
  }

  /// Keeps it, if there is a place.
  ///
  /// @return whether it is kept
  public boolean push(T one) {
    return stack().push(one);
  }

  private Stack stack() {
    Thread carrier = VirtualThreads.carrier();
    long id = carrier == null ? 0 : carrier.threadId();
    return stacks[(int) id & (STACKS - 1)];
  }

  private static final class Stack {
    private static final VarHandle BUSY;

    static {
      try {
        BUSY = MethodHandles.lookup().findVarHandle(Stack.class, "busy", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final @Nullable Object[] free;
    private int count;

    @SuppressWarnings("UnusedVariable") // only by BUSY
    private boolean busy;

    Stack(int most) {
      this.free = new Object[most];
    }

    @Nullable Object pop() {
      if (!BUSY.compareAndSet(this, false, true)) {
        return null;
      }
      Object last = count > 0 ? free[--count] : null;
      BUSY.setRelease(this, false);
      return last;
    }

    boolean push(Object one) {
      if (!BUSY.compareAndSet(this, false, true)) {
        return false;
      }
      boolean fits = count < free.length;
      if (fits) {
        free[count++] = one;
      }
      BUSY.setRelease(this, false);
      return fits;
    }
  }
}
