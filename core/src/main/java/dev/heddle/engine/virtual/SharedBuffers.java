package dev.heddle.engine.virtual;

import dev.heddle.jdk.VirtualThreads;
import dev.heddle.transport.Buffers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The buffers of an engine's connections. A connection has one only while something is in it, so a
/// few serve all, and those few stay in the processor's cache, where fresh memory for each request
/// would not.
///
/// Thread-safe: each carrier has roughly a stack of its own, and a caller that finds it in use does
/// without.
final class SharedBuffers implements Buffers {
  private static final int STACKS = 64; // a power of two

  private final Stack[] stacks = new Stack[STACKS];

  SharedBuffers() {
    for (int i = 0; i < STACKS; i++) {
      stacks[i] = new Stack();
    }
  }

  @Override
  public byte[] take(int least) {
    int length = Buffers.roundUp(least);
    byte[] buffer = length == SMALLEST ? stack().pop() : null;
    return buffer == null ? new byte[length] : buffer;
  }

  @Override
  public void giveBack(byte[] buffer) {
    if (buffer.length == SMALLEST) {
      stack().push(buffer);
    }
  }

  private Stack stack() {
    Thread carrier = VirtualThreads.carrier();
    long id = carrier == null ? 0 : carrier.threadId();
    return stacks[(int) id & (STACKS - 1)];
  }

  private static final class Stack {
    private static final int MOST = 64;
    private static final VarHandle BUSY;

    static {
      try {
        BUSY = MethodHandles.lookup().findVarHandle(Stack.class, "busy", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final byte[][] free = new byte[MOST][];
    private int count;

    @SuppressWarnings("UnusedVariable") // only by BUSY
    private boolean busy;

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
      if (count < MOST) {
        free[count++] = buffer;
      }
      BUSY.setRelease(this, false);
    }
  }
}
