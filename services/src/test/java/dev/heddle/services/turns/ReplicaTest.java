package dev.heddle.services.turns;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.services.topics.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A node knows the state wherever it begins to read, if a snapshot follows.
class ReplicaTest {
  /// Whoever came is there; a move is kept.
  private static final class Moves implements Rules {
    private final List<ParticipantId> participants = new ArrayList<>();
    private final StringBuilder moves = new StringBuilder();

    static Moves of(String state) {
      var rules = new Moves();
      for (String each : state.split(",", -1)) {
        if (each.contains("/")) {
          rules.participants.add(ParticipantId.of(each));
        } else {
          rules.moves.append(each);
        }
      }
      return rules;
    }

    @Override
    public String state() {
      var text = new StringBuilder(moves);
      participants.forEach(id -> text.append(',').append(id));
      return text.toString();
    }

    @Override
    public @Nullable String refusal(Act act) {
      return null;
    }

    @Override
    public List<Notice> apply(Act act) {
      if (act instanceof Act.Join(ParticipantId id, _, _)) {
        participants.add(id);
      } else if (act instanceof Act.Move(_, _, String text)) {
        moves.append(text);
      }
      return List.of(new Notice.Watchers(act.written()));
    }

    @Override
    public @Nullable Fact fact(Act act) {
      return null;
    }

    @Override
    public void remember(Entry fact) {}

    @Override
    public long turn() {
      return 1;
    }

    @Override
    public @Nullable ParticipantId holder() {
      return null;
    }

    @Override
    public List<ParticipantId> participants() {
      return List.copyOf(participants);
    }

    @Override
    public String farewell() {
      return "";
    }
  }

  private static final ParticipantId ANN = new ParticipantId("a", 1);

  private static String move(int i) {
    return new Act.Move(1, ANN, Integer.toString(i % 10)).written();
  }

  private static String state(Replica<Moves> replica) {
    return requireNonNull(replica.rules()).state();
  }

  /// The log of several nodes, some of which store snapshots that others' acts overtake.
  private static List<String> log(Random random, Replica<Moves> reader) {
    var log = new ArrayList<String>();
    var late = new ArrayList<Snapshot>();
    for (int i = 0; log.size() < 120; i++) {
      String text = move(i);
      if (!late.isEmpty() && random.nextInt(3) == 0) {
        text = late.remove(random.nextInt(late.size())).text();
      }
      log.add(text);
      reader.received(log.size(), text);
      if (random.nextInt(10) == 0) {
        late.add(requireNonNull(reader.snapshot()));
      }
    }
    return log;
  }

  @Test
  void nodesThatBeginAnywhereAgreeOnceTheyKnowTheState() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var reader = new Replica<>(Moves::of);
      List<String> log = log(random, reader);
      var later = new Replica<>(Moves::of);
      for (int i = random.nextInt(log.size()); i < log.size(); i++) {
        later.received(i + 1, log.get(i));
      }
      if (later.rules() != null) {
        assertThat(state(later)).as("seed %s", seed).isEqualTo(state(reader));
      }
    }
  }

  @Test
  void aSnapshotOfActsThatWereNotReadIsNotEnough() {
    var replica = new Replica<>(Moves::of);
    replica.received(7, move(7));
    replica.received(8, new Snapshot(5, "12345").text());
    assertThat(replica.rules()).isNull();
    replica.received(9, new Snapshot(6, "123456").text());
    assertThat(state(replica)).isEqualTo("1234567");
  }

  @Test
  void nodesThatDisagreeAgreeAgainWithTheNextSnapshot() {
    var replica = new Replica<>(Moves::of);
    replica.received(1, new Act.Join(ANN, "ann", "").written()); // the others have never seen this
    var bob = new ParticipantId("b", 1);
    replica.received(2, new Act.Join(bob, "bob", "").written());
    assertThat(replica.received(3, new Snapshot(2, ",b/1").text()))
        .containsExactly(new Notice.Removed(ANN, Notice.CUT_OFF));
    assertThat(requireNonNull(replica.rules()).participants()).containsExactly(bob);
  }
}
