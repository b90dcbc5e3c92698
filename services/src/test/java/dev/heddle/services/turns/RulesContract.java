package dev.heddle.services.turns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What all rules promise, in random sequences of acts: those of several nodes, too late, twice, of
/// participants that are not there, or that are dead.
public abstract class RulesContract {
  private static final int SEEDS = 100;
  private static final int ACTS = 200;
  private static final List<String> NODES = List.of("a", "b", "c");

  /// Rules of this state.
  protected abstract Rules rules(String state);

  /// Options that a node may have.
  protected abstract String terms(Random random);

  /// What a participant may try.
  protected abstract String move(Random random);

  /// What node after node appends: mostly what makes sense to somebody who has not read the latest
  /// acts.
  private Act act(Random random, Rules seen) {
    List<ParticipantId> participants = seen.participants();
    var anybody = new ParticipantId(NODES.get(random.nextInt(3)), random.nextInt(6));
    ParticipantId somebody =
        participants.isEmpty() ? anybody : participants.get(random.nextInt(participants.size()));
    ParticipantId holder = seen.holder();
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> new Act.Join(anybody, "n" + random.nextInt(12), terms(random));
      case 3 -> new Act.Leave(anybody);
      case 4 -> new Act.Gone(anybody.node(), random.nextInt(6));
      case 5, 6, 7 -> new Act.Miss(seen.turn());
      case 8 -> random.nextInt(20) == 0 ? new Act.End() : new Act.Leave(somebody);
      case 9, 10 -> new Act.Move(seen.turn(), somebody, move(random));
      default -> new Act.Move(seen.turn(), holder == null ? somebody : holder, move(random));
    };
  }

  @Test
  void nodesThatApplyTheSameActsAgreeWheneverTheyBegin() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      Rules first = rules("");
      Rules behind = rules(""); // by some acts, as a node that was paused
      Rules later = rules("");
      List<Act> unread = new ArrayList<>();
      for (int i = 0; i < ACTS; i++) {
        Act act = act(random, random.nextInt(4) == 0 ? behind : first);
        assertThat(Act.of(act.written())).isEqualTo(act);
        List<Notice> notices = first.take(act);
        assertThat(later.take(act)).isEqualTo(notices);
        assertThat(later.state()).as("seed %s, act %s: %s", seed, i, act).isEqualTo(first.state());
        if (random.nextInt(10) == 0) {
          later = rules(first.state());
        }
        unread.add(act);
        if (random.nextInt(5) == 0) {
          unread.forEach(behind::take);
          unread.clear();
        }
      }
      unread.forEach(behind::take);
      assertThat(behind.state()).isEqualTo(first.state());
      assertThat(behind.participants()).isEqualTo(first.participants());
    }
  }

  @Test
  void anActIsRefusedOrPredictedByItsFact() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      Rules rules = rules("");
      for (int i = 0; i < ACTS; i++) {
        Act act = act(random, rules);
        String before = rules.state();
        boolean isRefused = rules.refusal(act) != null;
        Rules.Fact fact = rules.fact(act);
        List<Notice> notices = rules.take(act);
        if (isRefused) {
          assertThat(rules.state()).isEqualTo(before);
          assertThat(fact).isNull();
        } else {
          assertThat(notices.stream().filter(Notice.Recorded.class::isInstance).toList())
              .isEqualTo(fact == null ? List.of() : List.of(new Notice.Recorded(fact)));
        }
      }
    }
  }

  @Test
  void aTurnIsOverWhenSomebodyHasActedInIt() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      Rules rules = rules("");
      Set<Long> acted = new HashSet<>();
      for (int i = 0; i < ACTS; i++) {
        Act act = act(random, rules);
        ParticipantId holder = rules.holder();
        if (act instanceof Act.Move(long turn, ParticipantId id, _)
            && holder != null
            && rules.refusal(act) == null) {
          assertThat(id).isEqualTo(holder);
          assertThat(acted.add(turn)).as("turn %s again, seed %s", turn, seed).isTrue();
        }
        rules.take(act);
        if (act instanceof Act.Miss) {
          assertThat(rules.refusal(act)).as("the same act again").isNotNull();
        }
      }
    }
  }
}
