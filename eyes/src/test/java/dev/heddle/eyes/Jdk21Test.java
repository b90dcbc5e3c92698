package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.eyes.Finding.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// JDK 21, where a virtual thread keeps its carrier while it holds a monitor or waits for one, and
/// no thread dump shows it.
class Jdk21Test {
  private static final String PARALLELISM = "-Djdk.virtualThreadScheduler.parallelism=";

  @TempDir private Path classes;

  @ParameterizedTest
  @ValueSource(strings = {"monitors", "statics", "mixed", "kinds", "locks", "task"})
  void twoVirtualThreadsThatWaitForEachOtherAreNamedWithTheirLines(String fault) throws Exception {
    Finding deadlock = finding(8, Depth.OWNERS, Kind.DEADLOCK, fault);
    assertThat(deadlock.threads())
        .extracting(Finding.Part::name)
        .containsExactlyInAnyOrder(fault + "-1", fault + "-2");
    assertThat(deadlock.threads())
        .allSatisfy(thread ->
            assertThat(FaultsContract.lines(fault))
                .anyMatch(line -> thread.line().endsWith('(' + line + ')')));
  }

  @ParameterizedTest
  @CsvSource({"carriers, 2", "turn, 2", "entered, 3"})
  void aLockThatNeedsACarrierOfTheThreadsThatWaitForItIsADeadlock(String fault, int threads)
      throws Exception {
    Finding deadlock = finding(threads - 1, Depth.OWNERS, Kind.DEADLOCK, fault);
    assertThat(deadlock.text()).contains("all virtual threads that keep carriers");
    assertThat(deadlock.threads())
        .hasSize(threads)
        .allSatisfy(thread -> assertThat(thread.name()).startsWith(fault))
        .allSatisfy(thread ->
            assertThat(FaultsContract.lines(fault))
                .anyMatch(line -> thread.line().endsWith('(' + line + ')')));
  }

  @Test
  void aThreadThatWaitsInASynchronizedBlockIsPinned() throws Exception {
    Finding pinned = finding(8, Depth.OWNERS, Kind.PINNED, "notified");
    assertThat(pinned.text()).contains("because it is in a synchronized block");
    assertThat(pinned.threads()).extracting(Finding.Part::name).containsExactly("notified");
  }

  @Test
  void theOtherEndOfASocketIsNamed() throws Exception {
    try (ChildJvm child = start(8, "socket")) {
      Report report = look(child, Depth.OWNERS);
      for (int i = 0; i < 40 && !hasPeer(report); i++) {
        report = look(child, Depth.OWNERS);
      }
      assertThat(hasPeer(report)).isTrue();
      assertThat(report.notes()).isEmpty();
    }
  }

  private static boolean hasPeer(Report report) {
    return report.groups().stream()
        .anyMatch(group -> group.isVirtual() && !group.peers().isEmpty());
  }

  @Test
  void withoutAnAgentOnlyTheCarriersAreSeen() throws Exception {
    try (ChildJvm child = start(8, "notified")) {
      Report report = look(child, Depth.DUMP);
      for (int i = 0; i < 40 && !hasCarrier(report); i++) {
        report = look(child, Depth.DUMP);
      }
      assertThat(hasCarrier(report)).isTrue();
      assertThat(report.notes()).singleElement().asString().startsWith("virtual threads are not");
    }
  }

  private static boolean hasCarrier(Report report) {
    return report.groups().stream()
        .anyMatch(group -> group.doing().equals("carries a virtual thread, which is not seen"));
  }

  @Test
  void aCycleThatEndsAfterATimeIsNoDeadlock() throws Exception {
    try (ChildJvm child = start(8, "patient", "locks")) {
      Report report = look(child, Depth.OWNERS);
      for (int i = 0; i < 40 && report.findings().isEmpty(); i++) {
        report = look(child, Depth.OWNERS);
      }
      assertThat(report.findings())
          .singleElement()
          .satisfies(
              finding -> assertThat(finding.threads().getFirst().name()).startsWith("locks"));
    }
  }

  @Test
  void aMonitorMayBeHeldByAThreadThatIsNotTracked() throws Exception {
    var options = List.of(PARALLELISM + 8, "-Djdk.trackAllThreads=false");
    try (ChildJvm child = OlderJdk.start(21, classes, options, "executor", "unseen")) {
      Report report = look(child, Depth.OWNERS);
      for (int i = 0; i < 40 && pinned(report) < 2; i++) {
        report = look(child, Depth.OWNERS);
      }
      assertThat(pinned(report)).isEqualTo(2);
      assertThat(report.neverEnds()).as("%s", report.findings()).isFalse();
    }
  }

  private static long pinned(Report report) {
    return report.findings().stream().filter(finding -> finding.kind() == Kind.PINNED).count();
  }

  private ChildJvm start(int parallelism, String... faults) throws Exception {
    var options =
        List.of(
            PARALLELISM + parallelism, "-Djdk.virtualThreadScheduler.maxPoolSize=" + parallelism);
    return OlderJdk.start(21, classes, options, "virtual", faults);
  }

  /// Looks until it is there: the program needs a moment to get to where it waits.
  private Finding finding(int parallelism, Depth depth, Kind kind, String fault) throws Exception {
    try (ChildJvm child = start(parallelism, fault)) {
      for (int i = 0; i < 40; i++) {
        for (Finding finding : look(child, depth).findings()) {
          if (finding.kind() == kind) {
            return finding;
          }
        }
      }
      throw new AssertionError("no " + kind);
    }
  }

  private static Report look(ChildJvm child, Depth depth) throws Exception {
    try (Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), depth, 1 << 24)) {
      return watcher.look(Duration.ofMillis(100));
    }
  }
}
