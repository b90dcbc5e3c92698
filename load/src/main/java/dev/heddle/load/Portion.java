package dev.heddle.load;

import java.util.ArrayList;
import java.util.List;

/// The part of a load that one lane has. The lanes of all workers together have the whole load, so
/// their number decides what is due when, and not how many processes they are in. Immutable.
///
/// @param index of the lane among all of them, from 0
/// @param lanes how many there are
/// @param first the number of its first connection among all to a target
/// @param connections how many it has
public record Portion(int index, int lanes, int first, int connections) {
  public Portion {
    if (index < 0 || index >= lanes || first < 0 || connections < 0) {
      throw new IllegalArgumentException(
          "lane %d of %d, %d connections from %d".formatted(index, lanes, connections, first));
    }
  }

  /// Spreads connections over lanes; the first ones have one more if that does not come out even.
  static List<Portion> of(int connections, int lanes) {
    var portions = new ArrayList<Portion>();
    int first = 0;
    for (int lane = 0; lane < lanes; lane++) {
      int size = (int) part(connections, lane, lanes);
      portions.add(new Portion(lane, lanes, first, size));
      first += size;
    }
    return List.copyOf(portions);
  }

  /// The same for several workers with as many lanes each, dealt out like cards: so no two workers
  /// differ by more than one connection for each lane, and neighbours in time are on different
  /// workers.
  ///
  /// @return the portions of each worker
  public static List<List<Portion>> dealt(int connections, int lanesEach, int workers) {
    var hands = new ArrayList<List<Portion>>();
    for (int worker = 0; worker < workers; worker++) {
      hands.add(new ArrayList<>());
    }
    for (Portion portion : of(connections, lanesEach * workers)) {
      hands.get(portion.index % workers).add(portion);
    }
    return hands.stream().map(List::copyOf).toList();
  }

  /// How many of that many requests it may send; `Long.MAX_VALUE` is no bound.
  long requests(long all) {
    return all == Long.MAX_VALUE ? all : part(all, index, lanes);
  }

  /// When its first request is due, as a part of the time between two of its own.
  double offset() {
    return (double) index / lanes;
  }

  private static long part(long all, int index, int parts) {
    return all / parts + (index < all % parts ? 1 : 0);
  }
}
