package dev.heddle.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Limits;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static final int PIECE = 10_000;

  private final Budget budget = Budget.of(Limits.DEFAULT.withMaxBufferedBytes(4L * PIECE));

  @Test
  void littleDoesNotCount() {
    assertThat(Share.counted(1024)).isZero();
    assertThat(Share.counted(PIECE)).isEqualTo(PIECE);
  }

  @Test
  void aConnectionsEndGivesBackAllThatItHeld() {
    var share = new Share(budget);
    assertThat(share.change(PIECE)).isTrue();
    assertThat(share.change(PIECE)).isTrue();
    assertThat(share.change(-PIECE)).isTrue();
    assertThat(budget.used()).isEqualTo(PIECE);
    share.end();
    share.end();
    assertThat(budget.used()).isZero();
  }

  @Test
  void whatAThreadGivesBackAfterTheEndDoesNotCountTwice() {
    var share = new Share(budget);
    share.change(PIECE);
    share.end();
    share.change(PIECE);
    share.change(-PIECE);
    share.change(-PIECE);
    assertThat(budget.used()).isZero();
  }

  @Test
  void aRequestForMoreThanTheReserveClosesTheConnection() {
    var holding = new Share(budget);
    assertThat(holding.change(4 * PIECE)).isTrue();
    var asking = new Share(budget);
    assertThat(asking.change(PIECE)).as("out of the reserve, a quarter more").isTrue();
    assertThat(asking.change(PIECE)).isFalse();
    assertThat(asking.largest()).as("others are not closed for what it holds").isZero();
    assertThat(budget.used()).isEqualTo(6 * PIECE);
    asking.end();
    holding.end();
    assertThat(budget.used()).isZero();
  }

  @Test
  void whatIsForfeitIsUsedUntilItsEnd() {
    var share = new Share(budget);
    share.change(4 * PIECE);
    share.forfeit();
    assertThat(share.largest()).as("nobody closes it again").isZero();
    assertThat(budget.used()).isEqualTo(4 * PIECE);
    share.end();
    share.forfeit();
    assertThat(budget.used()).isZero();
    var next = new Share(budget);
    assertThat(next.change(4 * PIECE)).isTrue();
  }

  @Test
  void whatAConnectionTakesWhileItIsClosedIsNotHeldAgainstOthers() {
    var share = new Share(budget);
    share.change(4 * PIECE);
    share.forfeit();
    share.change(2 * PIECE);
    var other = new Share(budget);
    assertThat(other.change(PIECE)).isTrue();
    assertThat(budget.used()).isEqualTo(5 * PIECE);
    share.change(-PIECE);
    share.end();
    assertThat(budget.used()).isEqualTo(PIECE);
    other.end();
    assertThat(budget.used()).isZero();
  }

  @Test
  void serversWithoutABudgetOfTheirOwnShareOne() {
    assertThat(Budget.of(Limits.DEFAULT)).isSameAs(Budget.of(Limits.DEFAULT));
    assertThat(Budget.of(Limits.DEFAULT.withMaxBufferedBytes(5L)))
        .isNotSameAs(Budget.of(Limits.DEFAULT.withMaxBufferedBytes(5L)));
  }
}
