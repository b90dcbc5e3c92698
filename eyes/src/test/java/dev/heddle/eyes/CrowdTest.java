package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// So many threads that a list of them takes all the memory that a look may use.
class CrowdTest {
  private static final long TWO_MEBIBYTES = 2 << 20;

  @Test
  void aDeadlockThroughAMonitorIsFoundAmongThem() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "virtual", "crowd", "mixed");
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), Depth.OWNERS, TWO_MEBIBYTES)) {
      List<Finding> findings = List.of();
      for (int i = 0; i < 40 && findings.isEmpty(); i++) {
        findings = watcher.look(Duration.ofMillis(100)).findings();
      }
      assertThat(findings)
          .singleElement()
          .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Finding.Kind.DEADLOCK))
          .satisfies(finding ->
              assertThat(finding.threads())
                  .extracting(Finding.Part::name)
                  .containsExactlyInAnyOrder("mixed-1", "mixed-2"));
    }
  }

  /// Each of the crowd waits for a monitor.
  @Test
  void aReportSaysIfItHasNotReadAllThatWaitForAMonitor() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "virtual", "blocked");
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), Depth.OWNERS, TWO_MEBIBYTES)) {
      assertThat(watcher.look(Duration.ofMillis(100)).notes())
          .anyMatch(note -> note.contains("deadlocks of monitors may be missing"));
    }
  }
}
