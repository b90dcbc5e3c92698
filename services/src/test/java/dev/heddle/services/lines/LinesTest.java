package dev.heddle.services.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LinesTest {

  @Test
  void names_are_short_and_ascii() {
    assertThat(Names.isName("Ann_b-2")).isTrue();
    assertThat(Names.isName("x".repeat(32))).isTrue();
    assertThat(Names.isName("x".repeat(33))).isFalse();
    assertThat(Names.isName("")).isFalse();
    assertThat(Names.isName("a b")).isFalse();
    assertThat(Names.isName("аnn")).as("with a Cyrillic а").isFalse();
    assertThat(Names.key("Ann")).isEqualTo(Names.key("aNN"));
  }

  @Test
  void a_burst_is_allowed_and_then_so_many_a_second() {
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
  void the_right_password_makes_an_operator() {
    Operators operators = Operators.withPassword("sesame");
    assertThat(operators.refusal("sesame")).isNull();
    assertThat(operators.refusal("Sesame")).isEqualTo("wrong password");
    assertThat(Operators.NONE.refusal("sesame")).startsWith("there are no operators");
  }
}
