package dev.heddle.services.turns;

import dev.heddle.services.topics.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What participants share, and how acts change it. Two that have applied the same acts are equal
/// in everything: there are no clocks, chances or threads in here. Not thread-safe.
public interface Rules {

  /// What a process that serves alone stores, so that it outlives the participants. Immutable.
  ///
  /// @param author as in an [Entry]
  /// @param text likewise
  record Fact(String author, String text) {}

  /// Why an act changes nothing; null if it counts.
  @Nullable String refusal(Act act);

  /// Applies an act that is not refused.
  ///
  /// @return the consequences, in the order in which they are to be shown
  List<Notice> apply(Act act);

  /// Applies an act, or gives the reason why not.
  default List<Notice> take(Act act) {
    String refusal = refusal(act);
    if (refusal == null) {
      return apply(act);
    }
    ParticipantId author = act.author();
    return author == null ? List.of() : List.of(new Notice.Refused(author, refusal));
  }

  /// What has to be stored before the act is applied; null for nothing, and for an act that is
  /// refused.
  @Nullable Fact fact(Act act);

  /// A fact of an earlier process.
  void remember(Entry fact);

  /// The turn in which acts count now. It is never the same again.
  long turn();

  /// Whose turn ends by itself if it lasts too long; null if there is none.
  @Nullable ParticipantId holder();

  /// All who take turns.
  List<ParticipantId> participants();

  /// What all participants get when it is over.
  String farewell();

  /// All of it as text, from which it can be made again.
  String state();
}
