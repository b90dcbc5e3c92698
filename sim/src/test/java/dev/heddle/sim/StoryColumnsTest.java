package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.StoryColumns.Span;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where the threads and packets of a story are drawn.
class StoryColumnsTest {
  private static Step thread(String host, String name) {
    return new Step(1, host, name, "", Duration.ZERO, List.of(), null);
  }

  private static final StoryColumns COLUMNS =
      StoryColumns.of(
          List.of(
              thread("ann", "ann/1"),
              thread("ann", "ann/2"),
              Step.event(1, "hall crashes", Duration.ZERO),
              Step.arrival(1, "ann", "hall", "SYN", Duration.ZERO),
              thread("ann", "ann/1"),
              thread("", "main (#1)")));

  @Test
  void eachThreadHasAColumnAndAHostWithoutOneToo() {
    assertThat(COLUMNS.threads()).containsExactly("ann/1", "ann/2", "", "main (#1)");
    assertThat(COLUMNS.hosts()).containsOnlyKeys("ann", "hall", "main");
  }

  @Test
  void anArrowCoversWhatIsBetweenTwoHosts() {
    assertThat(COLUMNS.between("ann", "hall")).isEqualTo(new Span(1, 3, true));
    assertThat(COLUMNS.between("main", "ann")).isEqualTo(new Span(1, 4, false));
  }

  @Test
  void aPacketWithinAHostCoversItsColumns() {
    assertThat(COLUMNS.between("ann", "ann")).isEqualTo(new Span(0, 2, true));
    assertThat(COLUMNS.between("hall", "hall")).isEqualTo(new Span(2, 3, true));
  }
}
