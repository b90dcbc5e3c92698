package dev.heddle.services.turns;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an act causes for those that see it. Each node shows it to its own participants. Immutable.
public sealed interface Notice {
  /// The last line for participants of a node that the others took for dead.
  String CUT_OFF = "error: this server was cut off from the others; reconnect and join again";

  /// The participant takes turns from now on.
  record Seated(ParticipantId id) implements Notice {}

  /// A line for one participant.
  record To(ParticipantId id, String line) implements Notice {}

  /// A line for all who take turns or watch.
  ///
  /// @param except the participant that does not get it; null for none
  record All(String line, @Nullable ParticipantId except) implements Notice {}

  /// A line for those who watch.
  record Watchers(String line) implements Notice {}

  /// A participant's act has changed nothing.
  record Refused(ParticipantId id, String reason) implements Notice {}

  /// The participant takes no more turns, and is disconnected after this line.
  record Removed(ParticipantId id, String line) implements Notice {}

  /// The participants of a node are gone.
  record Gone(String node) implements Notice {}

  /// Something has happened that outlives the participants.
  record Recorded(Rules.Fact fact) implements Notice {}

  /// All is over, for all participants.
  record Ended() implements Notice {}

  /// Tells those of a node's participants that are still there that it is cut off.
  static List<Notice> of(Act.Gone gone, List<ParticipantId> participants) {
    var notices = new ArrayList<Notice>();
    notices.add(new Gone(gone.node()));
    participants.stream()
        .filter(gone::includes)
        .forEach(id -> notices.add(new Removed(id, CUT_OFF)));
    return notices;
  }
}
