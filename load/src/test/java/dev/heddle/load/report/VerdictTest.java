package dev.heddle.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.load.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

  @Test
  void of_several_numbers_of_connections_it_says_which_to_choose_for_each() {
    List<RunFigures> runs = List.of(run(100, 7), run(500, 7));
    assertThat(
            Verdict.ofConnections(
                runs, (target, count) -> count < 500 || target.name().equals("a")))
        .containsExactly(
            "for 100 connections: choose b: b uses 0.63× [0.63 0.63] the CPU of a, the next",
            "for 500 connections: choose a",
            "memory per connection, of 500: a 2.00 KiB");
    assertThat(Verdict.ofConnections(runs, (target, count) -> false))
        .containsExactly(
            "for 100 connections: none held them", "for 500 connections: none held them");
  }

  @Test
  void too_few_rounds_choose_nothing() {
    assertThat(Verdict.ofConnections(List.of(run(100, 3)), (target, count) -> true).getFirst())
        .isEqualTo(
            "for 100 connections: b used the least CPU, but too few rounds tell nothing: six are"
                + " needed");
  }

  private static RunFigures run(int connections, int slices) {
    return RunFigures.of(
        new Run(
            connections,
            0,
            List.of(Samples.target("a", 10, slices), Samples.target("b", 6.3, slices))));
  }
}
