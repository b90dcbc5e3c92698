package dev.heddle.services.alert;

import dev.heddle.services.turns.Participant;
import dev.heddle.services.turns.ParticipantId;

/// A sentry of the ring. Immutable.
///
/// @param missed how many turns in a row it has not answered
record Sentry(ParticipantId id, String name, int missed) implements Participant {

  /// The opposite of [#toString].
  static Sentry of(String text) {
    String[] words = text.split(" ", 3);
    return new Sentry(ParticipantId.of(words[0]), words[1], Integer.parseInt(words[2]));
  }

  Sentry missing(int turns) {
    return new Sentry(id, name, turns);
  }

  @Override
  public String toString() {
    return id + " " + name + ' ' + missed;
  }
}
