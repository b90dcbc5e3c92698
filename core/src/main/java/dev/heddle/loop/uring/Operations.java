package dev.heddle.loop.uring;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Maps each completion to its owner: a submission is marked with its owner's slot here and a kind,
/// and a slot is not freed while the kernel still works on it. Belongs to the loop's thread.
final class Operations {
  private static final int KIND_BITS = 3;

  private final Consumer<Throwable> failures;
  private @Nullable Operation[] places = new Operation[64];
  private int[] free = new int[64];
  private int freeCount;
  private int used;
  private int underWay;

  /// @param failures gets what an owner throws
  Operations(Consumer<Throwable> failures) {
    this.failures = failures;
  }

  /// Gives a place to an owner.
  int add(Operation operation) {
    int place = freeCount > 0 ? free[--freeCount] : used++;
    if (place == places.length) {
      places = Arrays.copyOf(places, 2 * places.length);
    }
    places[place] = operation;
    return place;
  }

  /// Takes the place back; nothing of its owner's may be under way.
  void remove(int place) {
    places[place] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * free.length);
    }
    free[freeCount++] = place;
  }

  /// The mark of a submission that is about to go.
  long begin(int place, int kind) {
    underWay++;
    return mark(place, kind);
  }

  static long mark(int place, int kind) {
    return ((long) place << KIND_BITS) | kind;
  }

  void completed(long mark, int result, int flags) {
    if ((flags & Ring.MORE) == 0) {
      underWay--;
    }
    Operation operation = places[(int) (mark >>> KIND_BITS)];
    if (operation == null) {
      return;
    }
    try {
      operation.completed((int) mark & ((1 << KIND_BITS) - 1), result, flags);
    } catch (RuntimeException | Error e) { // one connection's failure is not the others'
      failures.accept(e);
    }
  }

  /// How many owners have a place.
  int owners() {
    return used - freeCount;
  }

  /// How many submissions have not seen their last completion.
  int underWay() {
    return underWay;
  }
}
