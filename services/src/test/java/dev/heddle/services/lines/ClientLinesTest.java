package dev.heddle.services.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.AddressBlock;
import dev.heddle.http.GuessLimit;
import dev.heddle.http.GuessLimit.Result;
import dev.heddle.services.lines.Operators.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientLinesTest {

  @Test
  void namesAreShortAndAscii() {
    assertThat(NameRules.isName("Ann_b-2")).isTrue();
    assertThat(NameRules.isName("x".repeat(32))).isTrue();
    assertThat(NameRules.isName("x".repeat(33))).isFalse();
    assertThat(NameRules.isName("")).isFalse();
    assertThat(NameRules.isName("a b")).isFalse();
    assertThat(NameRules.isName("аnn")).as("with a Cyrillic а").isFalse();
    assertThat(NameRules.key("Ann")).isEqualTo(NameRules.key("aNN"));
  }

  @Test
  void aBurstIsAllowedAndThenSoManyASecond() {
    var clock = new AtomicLong(1L << 40);
    var limit = new RateLimit(10, 5, clock::get);
    for (int i = 0; i < 10; i++) {
      assertThat(limit.allows()).isTrue();
    }
    assertThat(limit.allows()).isFalse();
    clock.addAndGet(200_000_000);
    assertThat(limit.allows()).isTrue();
    assertThat(limit.allows()).isFalse();
    clock.addAndGet(3_600_000_000_000L);
    for (int i = 0; i < 10; i++) {
      assertThat(limit.allows()).isTrue();
    }
    assertThat(limit.allows()).isFalse();
  }

  @Test
  void theRightPasswordMakesAnOperator() {
    Operators operators = Operators.withPassword("sesame");
    AddressBlock home = AddressBlock.parse("192.0.2.1");
    assertThat(operators.attempt(home, "sesame")).isEqualTo(new Attempt.Accepted());
    assertThat(operators.attempt(home, "Sesame"))
        .isEqualTo(new Attempt.Rejected("wrong password", true));
    assertThat(operators.attempt(home, "sesame"))
        .isEqualTo(new Attempt.Rejected("not checked: try again in 2 s", false));
    assertThat(Operators.NONE.attempt(home, "sesame"))
        .isEqualTo(new Attempt.Rejected("there are no operators here: no password is set", false));
  }

  @Test
  void guessingBecomesSlowerForOneAddressAndForNoOther() {
    var clock = new AtomicLong(1L << 40);
    var limit = new GuessLimit("test password", clock::get);
    AddressBlock guesser = AddressBlock.parse("2001:db8::1");
    AddressBlock neighbour = AddressBlock.parse("2001:db8::2"); // of the same /64
    AddressBlock other = AddressBlock.parse("2001:db8:0:1::1");
    int[] seconds = {2, 4, 8, 16, 32, 60, 60};
    for (int i = 0; i < seconds.length; i++) {
      assertThat(limit.check(guesser, () -> false)).isEqualTo(new Result.Wrong(i + 1));
      for (int again = 0; again < 1000; again++) {
        assertThat(limit.check(neighbour, () -> true)).isEqualTo(new Result.TooEarly(seconds[i]));
      }
      clock.addAndGet(Duration.ofSeconds(seconds[i]).toNanos());
    }
    assertThat(limit.check(other, () -> true)).isEqualTo(new Result.Right());
    assertThat(limit.check(guesser, () -> true)).isEqualTo(new Result.Right());
    assertThat(limit.check(guesser, () -> false)).isEqualTo(new Result.Wrong(8));
    clock.addAndGet(Duration.ofMinutes(16).toNanos());
    assertThat(limit.check(guesser, () -> false)).isEqualTo(new Result.Wrong(1));
  }

  @Test
  void manyThreadsThatGuessAtOnceHaveOneGuess() throws Exception {
    var limit = new GuessLimit("test password", () -> 0);
    var checked = new AtomicLong();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 50; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> limit.check(AddressBlock.LOCAL, () -> checked.incrementAndGet() < 0)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(checked).hasValue(1);
  }

  @Test
  void clientsOfOneAddressShareARate() {
    var clock = new AtomicLong(1L << 40);
    var rates = new AddressRates(100, 2, clock::get);
    AddressBlock home = AddressBlock.parse("2001:db8::1");
    assertThat(rates.allows(home, 100)).isTrue();
    assertThat(rates.allows(AddressBlock.parse("2001:db8::2"), 1)).isFalse();
    assertThat(rates.allows(AddressBlock.parse("192.0.2.1"), 100)).isTrue();
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(rates.allows(home, 3)).isFalse();
    assertThat(rates.allows(home, 2)).isTrue();
    assertThat(rates.allows(home, 1)).isFalse();
  }
}
