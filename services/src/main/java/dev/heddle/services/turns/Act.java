package dev.heddle.services.turns;

import org.jspecify.annotations.Nullable;

/// What happens to the state that participants share. All nodes apply the same acts in the same
/// order, each as its [Rules] say; an act that they do not allow changes nothing on any node.
/// Immutable.
///
/// Written, an act is words between blanks, as in `move 17 node/3 alert smoke in hall 2`.
public sealed interface Act {

  /// A participant comes.
  ///
  /// @param terms the options of its node, which count if no other participant is there
  record Join(ParticipantId id, String name, String terms) implements Act {}

  /// A participant is gone.
  record Leave(ParticipantId id) implements Act {}

  /// All participants of a node are gone that have numbers up to this one.
  record Gone(String node, long last) implements Act {
    public boolean includes(ParticipantId id) {
      return id.node().equals(node) && id.number() <= last;
    }
  }

  /// A participant acts.
  ///
  /// @param turn the turn in which it does: in no other one does the act count
  record Move(long turn, ParticipantId id, String text) implements Act {}

  /// A turn has lasted too long.
  record Miss(long turn) implements Act {}

  /// All is over, for all participants.
  record End() implements Act {}

  /// The participant that is notified when the act is refused; null for none.
  default @Nullable ParticipantId author() {
    return switch (this) {
      case Join(ParticipantId id, _, _) -> id;
      case Move(_, ParticipantId id, _) -> id;
      case Leave _, Gone _, Miss _, End _ -> null;
    };
  }

  default String written() {
    return switch (this) {
      case Join(ParticipantId id, String name, String terms) ->
          "join " + id + ' ' + name + ' ' + terms;
      case Leave(ParticipantId id) -> "leave " + id;
      case Gone(String node, long last) -> "gone " + node + ' ' + last;
      case Move(long turn, ParticipantId id, String text) -> "move " + turn + ' ' + id + ' ' + text;
      case Miss(long turn) -> "miss " + turn;
      case End() -> "end";
    };
  }

  /// @return null if it is none that this version knows
  static @Nullable Act of(String text) {
    String[] words = text.split(" ", 4);
    try {
      return switch (words[0] + '/' + words.length) {
        case "join/4" -> new Join(ParticipantId.of(words[1]), words[2], words[3]);
        case "leave/2" -> new Leave(ParticipantId.of(words[1]));
        case "gone/3" -> new Gone(words[1], Long.parseLong(words[2]));
        case "move/4" -> new Move(Long.parseLong(words[1]), ParticipantId.of(words[2]), words[3]);
        case "miss/2" -> new Miss(Long.parseLong(words[1]));
        case "end/1" -> new End();
        default -> null;
      };
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
