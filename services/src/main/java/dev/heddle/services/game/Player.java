package dev.heddle.services.game;

import dev.heddle.services.turns.Participant;
import dev.heddle.services.turns.ParticipantId;

/// A player at the table. Immutable.
record Player(ParticipantId id, String name) implements Participant {

  /// The opposite of [#toString].
  static Player of(String text) {
    String[] words = text.split(" ", 2);
    return new Player(ParticipantId.of(words[0]), words[1]);
  }

  @Override
  public String toString() {
    return id + " " + name;
  }
}
