package dev.heddle.sim;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one thread did in one go. Immutable.
///
/// @param number from 1, in the order in which they happened
/// @param host where the thread runs; empty if there are no hosts
/// @param thread its name and number
/// @param at when it began, in virtual time since the world's beginning
/// @param actions what it did that others can notice, in order
/// @param preempted what it was about to do when another thread was chosen; null if it stopped by
///   itself
public record Step(
    int number,
    String host,
    String thread,
    Duration at,
    List<Action> actions,
    @Nullable Action preempted) {

  public Step {
    actions = List.copyOf(actions);
  }

  /// One access, call or monitor.
  ///
  /// @param what such as "reads count"
  /// @param place such as "Counter.add(Counter.java:12)"
  /// @param source the line there, if its file was found; empty otherwise
  public record Action(String what, String place, String source) {
    @Override
    public String toString() {
      return what + " at " + place + (source.isEmpty() ? "" : "   │ " + source);
    }
  }
}
