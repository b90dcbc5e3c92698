package dev.heddle.loop.epoll;

import dev.heddle.loop.linux.Epoll;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Maps each descriptor's events to their handler. Belongs to the loop's thread.
///
/// The kernel marks events with their owner's slot here and with the slot's generation: so a late
/// event of a closed descriptor reaches no other owner, even if both the descriptor's number and
/// the slot have been reused by then.
final class EpollHandlers {
  private final Epoll epoll;
  private final Consumer<Throwable> failures;
  private @Nullable EpollHandler[] places = new EpollHandler[64];
  private int[] turns = new int[64];
  private int[] free = new int[64];
  private int freeCount;
  private int used;

  /// @param failures gets what an owner throws
  EpollHandlers(Epoll epoll, Consumer<Throwable> failures) {
    this.epoll = epoll;
    this.failures = failures;
  }

  /// Watches a descriptor for its owner.
  ///
  /// @return the owner's place
  int add(int fd, int events, EpollHandler owner) throws IOException {
    int place = freeCount > 0 ? free[--freeCount] : used++;
    if (place == places.length) {
      places = Arrays.copyOf(places, 2 * place);
      turns = Arrays.copyOf(turns, 2 * place);
      free = Arrays.copyOf(free, 2 * place);
    }
    try {
      epoll.add(fd, events, mark(place));
    } catch (IOException e) {
      free[freeCount++] = place;
      throw e;
    }
    places[place] = owner;
    return place;
  }

  /// Watches it for other events.
  void change(int fd, int place, int events) throws IOException {
    epoll.change(fd, events, mark(place));
  }

  /// Takes the place back from the owner of a descriptor that is about to be closed.
  void remove(int place) {
    places[place] = null;
    turns[place]++;
    free[freeCount++] = place;
  }

  /// Likewise of one that stays open.
  void removeOpen(int fd, int place) throws IOException {
    remove(place);
    epoll.remove(fd);
  }

  /// Passes events to the owner of their mark, if there still is one.
  void report(long mark, int events) {
    int place = (int) mark;
    EpollHandler owner = places[place];
    if (owner == null || (int) (mark >>> Integer.SIZE) != turns[place]) {
      return;
    }
    try {
      owner.ready(events);
    } catch (RuntimeException | Error e) { // one connection's failure is not the others'
      failures.accept(e);
    }
  }

  /// How many owners have a place.
  int owners() {
    return used - freeCount;
  }

  private long mark(int place) {
    return ((long) turns[place] << Integer.SIZE) | place;
  }
}
