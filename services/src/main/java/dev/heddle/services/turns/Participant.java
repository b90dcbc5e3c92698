package dev.heddle.services.turns;

import dev.heddle.services.lines.NameRules;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What takes turns, by the name that it has given. Immutable.
public interface Participant {
  ParticipantId id();

  String name();

  static List<ParticipantId> participants(Collection<? extends Participant> all) {
    return all.stream().map(Participant::id).toList();
  }

  /// Why one cannot join those that have joined; null if it can.
  ///
  /// @param most how many there can be
  /// @param full why there cannot be more
  static @Nullable String refusal(
      Act.Join join, Collection<? extends Participant> joined, int most, String full) {
    String key = NameRules.key(join.name());
    if (!NameRules.isName(join.name())) {
      return "a name is " + NameRules.RULE;
    } else if (joined.stream().anyMatch(other -> NameRules.key(other.name()).equals(key))) {
      return "name taken: " + join.name();
    } else if (joined.size() == most) {
      return full;
    }
    return participants(joined).contains(join.id()) ? "you have joined already" : null;
  }
}
