package dev.heddle.services.alert;

import dev.heddle.services.turns.Member;
import dev.heddle.services.turns.Participant;

/// A sentry of the ring. Immutable.
///
/// @param missed how many turns in a row it has not answered
record Sentry(Member member, String name, int missed) implements Participant {

  /// The opposite of [#toString].
  static Sentry of(String text) {
    String[] words = text.split(" ", 3);
    return new Sentry(Member.of(words[0]), words[1], Integer.parseInt(words[2]));
  }

  Sentry missing(int turns) {
    return new Sentry(member, name, turns);
  }

  @Override
  public String toString() {
    return member + " " + name + ' ' + missed;
  }
}
