package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.eyes.Finding.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Threads that wait for the tasks of a `StructuredTaskScope` or of an executor, and hold a lock
/// that these need.
class ForkedTasksTest {
  private static final Path PROGRAM = Path.of("src/test/resources/dev/heddle/eyes/Forks.java");
  private static final List<String> FAULTS =
      List.of(
          "fork-join-waits",
          "join-waits",
          "nested-waits",
          "per-task-waits",
          "platform-waits",
          "pool-waits",
          "single-waits",
          "stragglers-waits");

  @ParameterizedTest
  @ValueSource(strings = {"virtual", "platform"})
  void aThreadThatWaitsForTasksThatWaitForItsLockIsADeadlock(String kind) throws Exception {
    List<Finding> found = find(kind);
    assertThat(found)
        .extracting(finding -> named(finding).name())
        .containsExactlyInAnyOrderElementsOf(FAULTS);
    assertThat(found)
        .allSatisfy(finding -> {
          assertThat(finding.threads()).hasSize(2);
          assertThat(named(finding).waitsFor()).matches("the tasks of \\w+@\\w+, run by #\\d+");
        });
  }

  /// Looks until all are there: the program needs a moment to get to where it waits.
  private static List<Finding> find(String kind) throws Exception {
    try (ChildJvm child = ChildJvm.startSource(PROGRAM, kind);
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), Depth.OWNERS, 1 << 24)) {
      List<Finding> found = List.of();
      for (int i = 0; i < 40 && found.size() < FAULTS.size(); i++) {
        found =
            watcher.look(Duration.ofMillis(200)).findings().stream()
                .filter(finding -> finding.kind() == Kind.DEADLOCK)
                .toList();
      }
      return found;
    }
  }

  /// The thread that waits for its tasks.
  private static Finding.Part named(Finding finding) {
    return finding.threads().stream()
        .filter(thread -> thread.name().endsWith("-waits"))
        .findFirst()
        .orElseThrow();
  }
}
