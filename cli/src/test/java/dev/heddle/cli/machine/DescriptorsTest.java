package dev.heddle.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescriptorsTest {

  @Test
  void tooFewAreReportedWithTheNumberNeeded() {
    assertThat(Descriptors.suffice(10)).isTrue();
    assertThat(Descriptors.suffice(1L << 40)).isFalse();
    assertThat(Descriptors.complaint(10_000, 4))
        .matches(
            "10,000 connections to 4 servers need 40,200 descriptors, "
                + "and this process may have [\\d,]+: raise ulimit -n");
    assertThat(Descriptors.inTurns(10_000, 4))
        .startsWith(
            "10,000 connections to 4 servers need more descriptors than this process may have");
  }
}
