package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.eyes.Finding.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Options of a JVM that hide threads from the agent: what is missing is said.
class OptionsTest {
  private static final Duration APART = Duration.ofMillis(300);
  private static final List<String> BOUND =
      List.of("-XX:+UnlockExperimentalVMOptions", "-XX:-VMContinuations");
  private static final List<String> UNTRACKED = List.of("-Djdk.trackAllThreads=false");

  @Test
  void virtualThreadsWithoutContinuationsAreSeenAndTheirMonitors() throws Exception {
    for (Depth depth : Depth.values()) {
      Report report = look(BOUND, depth, "virtual", "monitors");
      assertThat(names(report, Kind.DEADLOCK)).contains("monitors-1", "monitors-2");
      assertThat(report.findings().getFirst().threads())
          .allSatisfy(thread -> assertThat(thread.isVirtual()).isTrue());
      assertThat(report.notes())
          .singleElement()
          .asString()
          .startsWith("this JVM has no continuations (-XX:-VMContinuations)");
    }
  }

  @Test
  void ownersAreSeenOfThoseThatAnExecutorHasStarted() throws Exception {
    Report report = look(BOUND, Depth.OWNERS, "executor", "locks", "mixed");
    assertThat(names(report, Kind.DEADLOCK))
        .containsExactlyInAnyOrder("locks-1", "locks-2", "mixed-1", "mixed-2");
  }

  @Test
  void virtualThreadsThatTheJvmDoesNotTrackAreCounted() throws Exception {
    Report report = look(UNTRACKED, Depth.OWNERS, "virtual", "locks");
    assertThat(names(report, Kind.DEADLOCK)).isEmpty();
    assertThat(report.notes())
        .singleElement()
        .asString()
        .startsWith(
            "the JVM was started with -Djdk.trackAllThreads=false: 2 virtual threads that no"
                + " executor or scope has started are seen only while they are mounted");
  }

  @Test
  void aHeapDumpShowsTheirDeadlocks() throws Exception {
    for (List<String> options : List.of(BOUND, UNTRACKED)) {
      try (ChildJvm child = ChildJvm.start(options, "virtual", "locks")) {
        Set<String> names = Set.of();
        for (int i = 0; i < 20 && names.isEmpty(); i++) { // they need a moment to get there
          names = names(EndsTest.ends(child, Depth.OWNERS), Kind.NEVER_WOKEN);
        }
        assertThat(names).as("%s", options).containsExactlyInAnyOrder("locks-1", "locks-2");
      }
    }
  }

  /// Looks until there is a finding: the program needs a moment to get to where it waits.
  private static Report look(List<String> options, Depth depth, String... faults) throws Exception {
    try (ChildJvm child = ChildJvm.start(options, faults);
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), depth, 1 << 24)) {
      Report report = watcher.look(APART);
      for (int i = 0; i < 10 && report.findings().size() < faults.length - 1; i++) {
        report = watcher.look(APART);
      }
      return report;
    }
  }

  private static Set<String> names(Report report, Kind kind) {
    return report.findings().stream()
        .filter(finding -> finding.kind() == kind)
        .flatMap(finding -> finding.threads().stream())
        .map(Finding.Part::name)
        .collect(Collectors.toSet());
  }
}
