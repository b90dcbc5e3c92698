package dev.heddle.serving;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that starts with its first user and stops with its last one, such as the loops of an
/// engine that several servers share. Thread-safe.
public final class RefCounted<T> {
  private final Supplier<T> starter;
  private final Consumer<T> stopper;
  private @Nullable T running; // guarded by this, as is users
  private int users;

  public RefCounted(Supplier<T> starter, Consumer<T> stopper) {
    this.starter = starter;
    this.stopper = stopper;
  }

  public synchronized void retain() {
    if (running == null) {
      running = starter.get();
    }
    users++;
  }

  public void release() {
    T ended = null;
    synchronized (this) {
      if (--users == 0) {
        ended = running;
        running = null;
      }
    }
    if (ended != null) {
      stopper.accept(ended);
    }
  }

  /// The shared object; null if it has no user.
  public synchronized @Nullable T ifRunning() {
    return running;
  }

  /// The shared object.
  ///
  /// @throws IllegalStateException if it has no user
  public synchronized T get() {
    if (running == null) {
      throw new IllegalStateException("this engine is not in use");
    }
    return running;
  }
}
