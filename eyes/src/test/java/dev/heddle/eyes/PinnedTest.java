package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.eyes.Finding.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Virtual threads that keep carriers, on a scheduler that has only one.
class PinnedTest {
  private static final List<String> ONE_CARRIER =
      List.of(
          "-Djdk.virtualThreadScheduler.parallelism=1",
          "-Djdk.virtualThreadScheduler.maxPoolSize=1");

  @Test
  void aPinnedThreadIsFoundWithoutAnAgent() throws Exception {
    Finding pinned = finding(Depth.DUMP, Kind.PINNED, "virtual", "pinned");
    assertThat(pinned.text()).contains("because of dev.heddle.eyes.Faults$Pinned.<clinit>");
    assertThat(pinned.threads())
        .singleElement()
        .satisfies(thread ->
            assertThat(FaultsContract.lines("pinned"))
                .anyMatch(line -> thread.line().endsWith('(' + line + ')')));
  }

  @Test
  void theCarrierThatAPinnedThreadKeepsIsNamedWithoutAnAgent() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "virtual", "pinned")) {
      String text = finding(child, Depth.DUMP, Kind.PINNED).text();
      try (Attachment jvm = Attachment.to(child.pid())) {
        ThreadDump dump = ThreadDump.parse(jvm.jcmd("Thread.print"));
        assertThat(dump.threads())
            .filteredOn(thread -> text.contains("keeps carrier #" + thread.id + " while"))
            .singleElement()
            .satisfies(carrier -> assertThat(carrier.name).startsWith("ForkJoinPool-1-worker-"))
            .satisfies(carrier -> assertThat(carrier.carries).isPositive())
            .satisfies(carrier -> assertThat(carrier.system).isPositive());
      }
    }
  }

  @Test
  void anExhaustedSchedulerIsNamedWithWhatHoldsItsCarriers() throws Exception {
    Finding exhausted = finding(Depth.OWNERS, Kind.EXHAUSTED_SCHEDULER, "virtual", "exhausted");
    assertThat(exhausted.text())
        .isEqualTo("1 virtual threads hold all 1 carriers; 3 others could run and wait for one");
    assertThat(exhausted.threads())
        .singleElement()
        .satisfies(thread -> assertThat(thread.name()).isEqualTo("pinned"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"carriers", "turn"})
  void aLockThatNeedsTheCarrierOfAThreadThatWaitsForItIsADeadlock(String fault) throws Exception {
    Finding deadlock = finding(Depth.OWNERS, Kind.DEADLOCK, "virtual", fault);
    assertThat(deadlock.text())
        .isEqualTo(
            "2 threads wait for each other, for ever; among them are all virtual threads that keep"
                + " carriers, and one has no carrier");
    assertThat(deadlock.threads())
        .extracting(Finding.Part::name)
        .containsExactlyInAnyOrder(fault + "-1", fault + "-2");
    assertThat(deadlock.threads())
        .allSatisfy(thread ->
            assertThat(FaultsContract.lines(fault))
                .anyMatch(line -> thread.line().endsWith('(' + line + ')')));
  }

  @Test
  void twoThreadsThatInitialiseEachOthersClassesAreADeadlock() throws Exception {
    Finding classes = finding(Depth.DUMP, Kind.DEADLOCK, "platform", "classes");
    assertThat(classes.threads())
        .extracting(Finding.Part::name)
        .containsExactlyInAnyOrder("classes-1", "classes-2");
    assertThat(classes.threads())
        .allSatisfy(thread ->
            assertThat(thread.waitsFor()).startsWith("the initialisation of class dev.heddle"));
  }

  /// The second one has not come to the initialiser of its own class yet.
  @ParameterizedTest
  @EnumSource
  void aClassAndAnInterfaceAboveItThatWaitForEachOtherAreADeadlock(Depth depth) throws Exception {
    Finding classes = finding(depth, Kind.DEADLOCK, "platform", "subclass");
    assertThat(classes.threads())
        .extracting(Finding.Part::name)
        .containsExactlyInAnyOrder("subclass-1", "subclass-2");
    assertThat(classes.threads())
        .extracting(thread -> thread.waitsFor().replaceAll("#\\d+", "#"))
        .containsExactlyInAnyOrder(
            "the initialisation of class dev.heddle.eyes.Faults$Below by #, which first needs that"
                + " of a class above it",
            "the initialisation of class dev.heddle.eyes.Faults$Above by #");
  }

  @Test
  void twoMonitorsAreADeadlockWithoutAnAgent() throws Exception {
    Finding monitors = finding(Depth.DUMP, Kind.DEADLOCK, "platform", "monitors");
    assertThat(monitors.threads())
        .extracting(Finding.Part::name)
        .containsExactlyInAnyOrder("monitors-1", "monitors-2");
  }

  @Test
  void locksOfPlatformThreadsAreADeadlockWithoutAnAgent() throws Exception {
    Finding locks = finding(Depth.DUMP, Kind.DEADLOCK, "platform", "mixed");
    assertThat(locks.threads())
        .extracting(Finding.Part::name)
        .containsExactlyInAnyOrder("mixed-1", "mixed-2");
  }

  /// Looks until it is there: the program needs a moment to get to where it waits.
  private static Finding finding(Depth depth, Kind kind, String... arguments) throws Exception {
    try (ChildJvm child = ChildJvm.start(ONE_CARRIER, arguments)) {
      return finding(child, depth, kind);
    }
  }

  private static Finding finding(ChildJvm child, Depth depth, Kind kind) throws Exception {
    try (Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), depth, 1 << 24)) {
      for (int i = 0; i < 40; i++) {
        for (Finding finding : watcher.look(Duration.ofMillis(100)).findings()) {
          if (finding.kind() == kind) {
            return finding;
          }
        }
      }
      throw new AssertionError("no " + kind);
    }
  }
}
