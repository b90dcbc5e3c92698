package dev.heddle.services.game;

import dev.heddle.services.turns.Member;
import dev.heddle.services.turns.Participant;

/// A player at the table. Immutable.
record Player(Member member, String name) implements Participant {

  /// The opposite of [#toString].
  static Player of(String text) {
    String[] words = text.split(" ", 2);
    return new Player(Member.of(words[0]), words[1]);
  }

  @Override
  public String toString() {
    return member + " " + name;
  }
}
