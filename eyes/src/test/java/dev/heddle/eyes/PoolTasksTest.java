package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.eyes.Finding.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pools that wait for themselves, and threads that hold a lock which the task needs that they wait
/// for.
class PoolTasksTest {
  private static final Path PROGRAM = Path.of("src/test/resources/dev/heddle/eyes/Pools.java");
  private static final Duration APART = Duration.ofMillis(200);
  private static final Set<String> JOINS = Set.of("recursive", "callable", "runnable", "adapted");
  private static final Set<String> QUEUED =
      Set.of("behind", "later", "get", "all", "any", "completion", "future", "two");

  @ParameterizedTest
  @ValueSource(strings = {"virtual", "platform"})
  void aTaskThatNeedsWhatTheThreadHoldsThatWaitsForItIsADeadlock(String kind) throws Exception {
    List<Finding> found = find(kind);
    assertThat(found)
        .extracting(PoolTasksTest::name)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(JOINS.stream(), QUEUED.stream()).toList());
    assertThat(found)
        .filteredOn(finding -> JOINS.contains(name(finding)))
        .allSatisfy(finding -> {
          assertThat(finding.threads()).hasSize(2);
          assertThat(waits(finding)).matches("the result of \\S+, run by #\\d+( \\(running\\))?");
        });
    assertThat(found)
        .filteredOn(finding -> QUEUED.contains(name(finding)))
        .allSatisfy(finding ->
            assertThat(waits(finding)).matches("\\S+, which is in the queue of a pool of #.*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"virtual", "platform"})
  void oneWithAWayOutIsNone(String kind) throws Exception {
    try (ChildJvm child = ChildJvm.startSource(PROGRAM, kind, "ways-out");
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), Depth.OWNERS, 1 << 24)) {
      for (int i = 0; i < 5; i++) {
        Report report = watcher.look(APART);
        assertThat(report.neverEnds()).as("%s", report.findings()).isFalse();
      }
    }
  }

  /// Looks until all are there: the program needs a moment to get to where it waits.
  private static List<Finding> find(String kind) throws Exception {
    try (ChildJvm child = ChildJvm.startSource(PROGRAM, kind);
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), Depth.OWNERS, 1 << 24)) {
      List<Finding> found = List.of();
      for (int i = 0; i < 40 && found.size() < JOINS.size() + QUEUED.size(); i++) {
        found =
            watcher.look(APART).findings().stream()
                .filter(finding -> finding.kind() == Kind.DEADLOCK)
                .toList();
      }
      return found;
    }
  }

  /// The thread that waits for a task.
  private static Finding.Part named(Finding finding) {
    return finding.threads().stream()
        .filter(thread -> !thread.name().startsWith("ForkJoinPool"))
        .findFirst()
        .orElseThrow();
  }

  private static String name(Finding finding) {
    return named(finding).name();
  }

  private static String waits(Finding finding) {
    return named(finding).waitsFor();
  }
}
