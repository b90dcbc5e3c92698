package dev.heddle.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that starts with its first user and stops with its last one, such as the loops of an
/// engine that several servers share. Thread-safe.
///
/// If it has failed meanwhile, the next user starts another one. The failed one, too, stops with
/// the last user, because it may still be in use.
public final class RefCounted<T> {
  private final Supplier<T> starter;
  private final Consumer<T> stopper;
  private final Predicate<T> hasFailed;

  /// How many failed ones are kept for users that may still end what they have there.
  private static final int MOST_FAILED = 2;

  // Guarded by this.
  private final List<T> failed = new ArrayList<>();
  private @Nullable T running;
  private int users;

  public RefCounted(Supplier<T> starter, Consumer<T> stopper, Predicate<T> hasFailed) {
    this.starter = starter;
    this.stopper = stopper;
    this.hasFailed = hasFailed;
  }

  public void retain() {
    T oldest = null;
    synchronized (this) {
      T last = running;
      if (last == null || hasFailed.test(last)) {
        running = starter.get();
        if (last != null) {
          failed.addLast(last);
          oldest = failed.size() > MOST_FAILED ? failed.removeFirst() : null;
        }
      }
      users++;
    }
    if (oldest != null) {
      stopper.accept(oldest);
    }
  }

  public void release() {
    List<T> ended = List.of();
    synchronized (this) {
      if (--users == 0) {
        ended = new ArrayList<>(failed);
        failed.clear();
        if (running != null) {
          ended.add(running);
          running = null;
        }
      }
    }
    ended.forEach(stopper);
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
