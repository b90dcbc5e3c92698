package dev.heddle.services.game;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.services.turns.Act;
import dev.heddle.services.turns.Notice;
import dev.heddle.services.turns.ParticipantId;
import dev.heddle.services.turns.Rules;
import dev.heddle.services.turns.RulesContract;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableTest extends RulesContract {
  private static final ParticipantId ANN = new ParticipantId("a", 1);
  private static final ParticipantId BOB = new ParticipantId("b", 1);

  @Override
  protected Rules rules(String state) {
    return Table.of(state);
  }

  @Override
  protected String terms(Random random) {
    return new Terms(random.nextBoolean(), random.nextInt(2)).toString();
  }

  @Override
  protected String move(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> "no number";
      case 1 -> Integer.toString(random.nextInt(200));
      default -> Integer.toString(new Secrets(random.nextInt(2)).of(1 + random.nextInt(4)));
    };
  }

  @Test
  void theSecondRightGuessComesAfterTheRound() {
    Table table = Table.of("");
    table.take(new Act.Join(ANN, "ann", "true 7"));
    table.take(new Act.Join(BOB, "bob", "true 8"));
    String secret = Integer.toString(new Secrets(7).of(1));
    assertThat(table.take(new Act.Move(1, BOB, secret)))
        .contains(new Notice.All("bob wins round 1 with " + secret + " after 1 guess", null));
    assertThat(table.take(new Act.Move(1, ANN, secret)))
        .containsExactly(new Notice.Refused(ANN, "the round is over"));
    assertThat(table.top()).isEqualTo("top: bob 1");
  }

  @Test
  void aRoundKeepsItsNumberWhoeverComes() {
    Table table = Table.of("");
    table.take(new Act.Join(ANN, "ann", "false 7"));
    table.take(new Act.Leave(ANN));
    table.take(new Act.Join(BOB, "bob", "false 8"));
    String first = Integer.toString(new Secrets(7).of(1));
    assertThat(table.take(new Act.Move(table.turn(), BOB, first)))
        .contains(new Notice.All("bob wins round 1 with " + first + " after 1 guess", null));
    String second = Integer.toString(new Secrets(8).of(2));
    assertThat(table.fact(new Act.Move(table.turn(), BOB, second))).isNotNull();
  }
}
