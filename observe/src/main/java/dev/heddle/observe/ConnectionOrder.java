package dev.heddle.observe;

import dev.heddle.Activity;
import java.util.Comparator;
import java.util.Locale;

/// Which connections to list first, if not all are shown.
@SuppressWarnings("ImmutableEnumChecker") // comparators of records are
public enum ConnectionOrder {
  /// Connections whose handlers have been running the longest, then those that write, then the most
  /// recently active.
  BUSY(
      Comparator.comparingInt(Row::urgency)
          .thenComparing((a, b) ->
              a.activity() == Activity.RUNNING
                  ? Long.compare(b.unchanged(), a.unchanged())
                  : Long.compare(a.unchanged(), b.unchanged()))),
  /// Connections that have been idle the longest.
  IDLE(Comparator.comparingLong(Row::unchanged).reversed()),
  /// Connections that have carried the most bytes.
  BYTES(Comparator.comparingLong(Row::bytes).reversed()),
  /// The oldest.
  AGE(Comparator.comparingLong(row -> row.who().connection().id()));

  private final Comparator<Row> comparator;

  ConnectionOrder(Comparator<Row> comparator) {
    this.comparator = comparator.thenComparingLong(row -> row.who().connection().id());
  }

  Comparator<Row> comparator() {
    return comparator;
  }

  /// The order of that name, in lower case.
  ///
  /// @throws IllegalArgumentException if there is none; the message lists them
  public static ConnectionOrder of(String name) {
    for (ConnectionOrder order : values()) {
      if (order.name().toLowerCase(Locale.ROOT).equals(name)) {
        return order;
      }
    }
    throw new IllegalArgumentException("not one of busy, idle, bytes, age: " + name);
  }

  /// The values to compare; taken once, because connections change meanwhile.
  record Row(TargetConnection who, Activity activity, long unchanged, long bytes) {
    static Row of(TargetConnection who, long now) {
      var connection = who.connection();
      return new Row(
          who,
          connection.activity(),
          now - connection.unchangedSince(now),
          connection.bytesIn() + connection.bytesOut());
    }

    int urgency() {
      return switch (activity) {
        case RUNNING -> 0;
        case WRITING -> 1;
        case CLOSING -> 2;
        case READING -> 3;
      };
    }
  }
}
