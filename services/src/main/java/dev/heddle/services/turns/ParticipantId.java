package dev.heddle.services.turns;

/// A participant among those of all nodes. Immutable.
///
/// @param node its node
/// @param number unlike that of any other participant that the node has had; later ones have
///   greater ones
public record ParticipantId(String node, long number) {

  /// @throws IllegalArgumentException if it is none
  public static ParticipantId of(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a participant: " + text);
    }
    return new ParticipantId(text.substring(0, slash), Long.parseLong(text.substring(slash + 1)));
  }

  @Override
  public String toString() {
    return node + '/' + number;
  }
}
