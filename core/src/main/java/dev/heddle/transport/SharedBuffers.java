package dev.heddle.transport;

import dev.heddle.jdk.VirtualThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Buffers of one size for many connections. A connection has one only while something is in it, so
/// a few serve all, and those few stay in the processor's cache, where fresh memory for each
/// request would not.
///
/// Thread-safe: each carrier has roughly a stack of its own, and a caller that finds it in use does
/// without.
public final class SharedBuffers implements Buffers {
  private static final int STACKS = 64; // a power of two

  private final int size;
  private final Stack[] stacks = new Stack[STACKS];

  /// Keeps some buffers of this size; others come from the heap.
  ///
  /// @param size the least that [#take] returns
  /// @param most how many to keep for each carrier
  public SharedBuffers(int size, int most) {
    this.size = size;
    for (int i = 0; i < STACKS; i++) {
      stacks[i] = new Stack(most);
    }
  }

  @Override
  public byte[] take(int least) {
    if (least > size) {
      return new byte[Buffers.roundUp(least)];
    }
    byte[] buffer = stack().pop();
    return buffer == null ? new byte[size] : buffer;
  }

  @Override
  public void giveBack(byte[] buffer) {
    if (buffer.length == size) {
      stack().push(buffer);
    }
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

    private final byte[][] free;
    private int count;

    @SuppressWarnings("UnusedVariable") // only by BUSY
    private boolean busy;

    Stack(int most) {
      this.free = new byte[most][];
    }

    byte @Nullable [] pop() {
      if (!BUSY.compareAndSet(this, false, true)) {
        return null;
      }
      byte[] buffer = count > 0 ? free[--count] : null;
      BUSY.setRelease(this, false);
      return buffer;
    }

    void push(byte[] buffer) {
      if (!BUSY.compareAndSet(this, false, true)) {
        return;
      }
      if (count < free.length) {
        free[count++] = buffer;
      }
      BUSY.setRelease(this, false);
    }
  }
}
