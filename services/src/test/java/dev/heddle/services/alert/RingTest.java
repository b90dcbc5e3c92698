package dev.heddle.services.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.services.turns.Act;
import dev.heddle.services.turns.Notice;
import dev.heddle.services.turns.ParticipantId;
import dev.heddle.services.turns.Rules;
import dev.heddle.services.turns.RulesContract;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest extends RulesContract {
  private static final ParticipantId ANN = new ParticipantId("a", 1);
  private static final ParticipantId BOB = new ParticipantId("b", 1);

  @Override
  protected Rules rules(String state) {
    return Ring.of(state);
  }

  @Override
  protected String terms(Random random) {
    return new Terms(1 + random.nextInt(3), random.nextInt(20)).toString();
  }

  @Override
  protected String move(Random random) {
    return random.nextBoolean() ? Ring.OK : Ring.ALERT + "smoke in hall " + random.nextInt(9);
  }

  private static Ring two() {
    Ring ring = Ring.of("");
    String terms = new Terms(2, 0).toString();
    ring.take(new Act.Join(ANN, "ann", terms));
    ring.take(new Act.Join(BOB, "bob", terms));
    return ring;
  }

  @Test
  void anAlertInATurnThatIsOverIsNotCounted() {
    Ring ring = two();
    assertThat(ring.holder()).isEqualTo(ANN);
    ring.take(new Act.Miss(1));
    assertThat(ring.take(new Act.Move(1, ANN, "alert late")))
        .containsExactly(new Notice.Refused(ANN, "not your turn"));
    assertThat(ring.count()).isZero();
    assertThat(ring.take(new Act.Move(2, BOB, "alert fire")))
        .contains(new Notice.All("alert 1 bob: fire", null), new Notice.To(ANN, "turn 3"));
  }

  @Test
  void aTurnIsMissedOnceHoweverManyNodesSaySo() {
    Ring ring = two();
    assertThat(ring.take(new Act.Miss(1))).contains(new Notice.To(ANN, "skipped"));
    assertThat(ring.take(new Act.Miss(1))).isEmpty();
    assertThat(ring.holder()).isEqualTo(BOB);
  }

  @Test
  void theSentriesOfADeadNodeLeaveAndLaterOnesOfItStay() {
    Ring ring = two();
    var again = new ParticipantId("a", 2);
    ring.take(new Act.Join(again, "ann2", "2 0"));
    assertThat(ring.take(new Act.Gone("a", 1)))
        .contains(new Notice.Watchers("left: ann"), new Notice.To(BOB, "turn 2"));
    assertThat(ring.participants()).isEqualTo(List.of(BOB, again));
  }

  @Test
  void theFirstSentryOfAnEmptyRingBringsItsNodesOptions() {
    Ring ring = Ring.of("");
    ring.take(new Act.Join(ANN, "ann", "2 0"));
    ring.take(new Act.Join(BOB, "bob", "9 9"));
    assertThat(ring.holder()).isEqualTo(ANN);
    ring.take(new Act.End());
    assertThat(ring.take(new Act.Join(BOB, "bob", "3 0")))
        .contains(new Notice.To(BOB, "welcome bob: 1 of 3"));
  }
}
