package dev.heddle.sim;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a run: what a thread did in one go; or, without a thread, a packet that arrived at a
/// host, or a fault, such as "hall crashes". These two have one action, which has no place.
/// Immutable.
///
/// @param number from 1, in the order in which they happened
/// @param host where the thread runs, or where something arrives; empty if there are no hosts
/// @param thread its name and number; empty if no thread did it
/// @param from the host from which something arrives; empty if nothing does
/// @param at when it began, in virtual time since the world's beginning
/// @param actions what it did that others can notice, in order
/// @param preempted what it was about to do when another thread was chosen; null if it stopped by
///   itself
public record Step(
    int number,
    String host,
    String thread,
    String from,
    Duration at,
    List<Action> actions,
    @Nullable Action preempted) {

  public Step {
    actions = List.copyOf(actions);
  }

  static Step event(int number, String what, Duration at) {
    return new Step(number, "", "", "", at, List.of(Action.of(what)), null);
  }

  static Step arrival(int number, String from, String to, String what, Duration at) {
    return new Step(number, to, "", from, at, List.of(Action.of(what)), null);
  }

  /// Whether it is a fault that began or ended.
  public boolean isEvent() {
    return thread.isEmpty() && from.isEmpty();
  }

  /// Whether something has arrived at a host from another one, or has been lost on the way.
  public boolean isArrival() {
    return !from.isEmpty();
  }

  /// One access, call or monitor.
  ///
  /// @param what such as "reads count"
  /// @param place such as "Counter.add(Counter.java:12)"
  /// @param source the line there, if its file was found; empty otherwise
  /// @param library whether the place is in a jar of the class path that another build has made
  public record Action(String what, String place, String source, boolean library) {
    static Action of(String what) {
      return new Action(what, "", "", false);
    }

    @Override
    public String toString() {
      return what
          + (place.isEmpty() ? "" : " at " + place)
          + (source.isEmpty() ? "" : "   │ " + source);
    }
  }
}
