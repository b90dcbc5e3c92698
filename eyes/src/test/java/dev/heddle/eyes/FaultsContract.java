package dev.heddle.eyes;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.eyes.Finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults in another JVM, on threads of one kind, are found and named with their lines.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultsContract {
  private static final Duration APART = Duration.ofMillis(200);
  private static final int TRIES = 40;

  private final String kind;
  private ChildJvm child;
  private Watcher watcher;
  private Report report;

  FaultsContract(String kind) {
    this.kind = kind;
  }

  @BeforeAll
  void plant() throws Exception {
    List<String> faults =
        List.of(
            "locks",
            "writers",
            "readers",
            "upgrade",
            "mixed",
            "monitors",
            "kinds",
            "statics",
            "joins",
            "task",
            "semaphore",
            "stamped",
            "own",
            "timer",
            "bounded",
            "pools",
            "later",
            "futures",
            "alike",
            "socket",
            "patient",
            "ended",
            "nasty");
    child =
        ChildJvm.start(
            List.of(), Stream.concat(Stream.of(kind), faults.stream()).toArray(String[]::new));
    watcher =
        Watcher.of(JvmTarget.find(Long.toString(child.pid())), Depth.OWNERS, Watcher.DEFAULT_BYTES);
    for (int i = 0; i < TRIES && (report == null || !isComplete(report)); i++) {
      report = watcher.look(APART);
    }
  }

  /// Whether all threads have got to where they wait for ever.
  private static boolean isComplete(Report report) {
    return report.findings().stream().filter(f -> f.kind() == Kind.DEADLOCK).count() >= 15
        && report.findings().stream().filter(f -> f.kind() == Kind.POSSIBLE_DEADLOCK).count() >= 2
        && report.findings().stream()
                .filter(f -> f.kind() == Kind.NEVER_WOKEN)
                .mapToInt(Finding::count)
                .sum()
            == 3
        && report.groups().stream().filter(group -> group.count() >= 200).count() == 3;
  }

  @AfterAll
  void end() {
    watcher.close();
    child.close();
  }

  private List<Finding> findings(String fault) {
    return report.findings().stream()
        .filter(finding ->
            finding.threads().stream().anyMatch(thread -> thread.name().startsWith(fault)))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"locks", "writers", "readers", "mixed", "monitors", "statics", "task"})
  void twoThreadsThatWaitForEachOtherAreNamedWithTheirLines(String fault) throws IOException {
    assertThat(findings(fault))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.DEADLOCK);
          assertThat(names(finding)).containsExactlyInAnyOrder(fault + "-1", fault + "-2");
          assertThat(finding.threads())
              .allSatisfy(
                  thread -> assertThat(thread.isVirtual()).isEqualTo(kind.equals("virtual")))
              .allSatisfy(thread -> assertThat(lines(fault)).contains(line(thread)))
              .allSatisfy(thread -> assertThat(thread.owners()).hasSize(1));
        });
  }

  /// The JDK says of a platform thread that it runs, if an unmounted virtual one has the monitor.
  @Test
  void aPlatformThreadThatWaitsForItsMonitorIsNamed() throws IOException {
    assertThat(findings("kinds"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.DEADLOCK);
          assertThat(names(finding)).containsExactlyInAnyOrder("kinds-1", "kinds-2");
          assertThat(finding.threads())
              .allSatisfy(thread -> assertThat(lines("kinds")).contains(line(thread)));
        });
  }

  private static List<String> names(Finding finding) {
    return finding.threads().stream().map(Finding.Part::name).toList();
  }

  private static String line(Finding.Part thread) {
    return thread.line().replaceFirst(".*\\((.*)\\)", "$1");
  }

  /// The lines of the program that have this fault's name beside them: `Faults.java:12`.
  static Set<String> lines(String fault) throws IOException {
    List<String> source = Files.readAllLines(Path.of("src/test/java/dev/heddle/eyes/Faults.java"));
    return Stream.iterate(0, i -> i < source.size(), i -> i + 1)
        .filter(i -> source.get(i).matches(".*// (\\w+, )*" + fault + "(, \\w+)*"))
        .map(i -> "Faults.java:" + (i + 1))
        .collect(toSet());
  }

  @Test
  void theMonitorOfAClassIsCalledByTheNameOfTheClass() {
    assertThat(findings("statics"))
        .flatExtracting(Finding::threads)
        .extracting(thread -> thread.waitsFor().replaceFirst("#\\d+", "#"))
        .containsExactlyInAnyOrder(
            "the monitor of class dev.heddle.eyes.Faults, held by #",
            "the monitor of class dev.heddle.eyes.Healthy, held by #");
  }

  @Test
  void threadsThatJoinEachOtherAreNamed() {
    assertThat(findings("joins"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.DEADLOCK);
          assertThat(names(finding)).containsExactlyInAnyOrder("joins-1", "joins-2");
          assertThat(finding.threads())
              .allSatisfy(
                  thread -> assertThat(thread.waitsFor()).startsWith("the end of thread #"));
        });
  }

  @Test
  void aReaderThatWantsToWriteWaitsForItself() throws IOException {
    assertThat(findings("upgrade"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.DEADLOCK);
          assertThat(finding.threads())
              .singleElement()
              .satisfies(thread -> {
                assertThat(lines("upgrade")).contains(line(thread));
                assertThat(thread.waitsFor()).contains("1 read hold");
              });
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "timer", "bounded", "later"})
  void theOnlyThreadOfAPoolThatWaitsForItsQueueIsNamed(String fault) throws IOException {
    assertThat(findings(fault))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.DEADLOCK);
          assertThat(finding.text()).contains("the only thread of a pool");
          assertThat(finding.threads())
              .singleElement()
              .satisfies(thread -> {
                assertThat(lines(fault)).contains(line(thread));
                assertThat(thread.waitsFor()).contains("in the queue of a pool of #" + thread.id());
              });
        });
  }

  @Test
  void allThreadsOfAPoolThatWaitForEachOtherThroughItsQueueAreNamed() throws IOException {
    assertThat(findings("pools"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.DEADLOCK);
          assertThat(names(finding)).containsExactlyInAnyOrder("pools-1", "pools-1", "pools-2");
          assertThat(finding.threads())
              .allSatisfy(thread -> assertThat(lines("pools")).contains(line(thread)));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"semaphore", "stamped"})
  void whereNoHolderIsRecordedTheSuspicionIsSaid(String fault) {
    assertThat(findings(fault))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.POSSIBLE_DEADLOCK);
          assertThat(names(finding)).containsExactly(fault + "-1", fault + "-2");
        });
  }

  @Test
  void threadsWithTheSameStackAreOneGroup() throws IOException {
    assertThat(report.groups())
        .filteredOn(group -> group.count() == 500)
        .singleElement()
        .satisfies(group -> {
          assertThat(group.doing()).isEqualTo("waits for a CompletableFuture");
          assertThat(group.unchanged()).isEqualTo(500);
          assertThat(lines("futures"))
              .anyMatch(line -> group.lines().getFirst().endsWith('(' + line + ')'));
        });
  }

  @Test
  void soAreThoseThatWaitForAnObjectOfTheirOwn() {
    assertThat(report.groups())
        .filteredOn(group -> group.count() == 200)
        .extracting(StackGroup::doing)
        .containsExactlyInAnyOrder("waits for a CountDownLatch", "waits for a FutureTask");
  }

  @Test
  void thoseThatWaitForDifferentObjectsThatOthersWaitForAreNot() {
    assertThat(report.groups())
        .filteredOn(group -> group.examples().getFirst().name().equals("permits"))
        .extracting(StackGroup::count)
        .containsExactly(2, 2);
  }

  @Test
  void theOtherEndOfASocketIsNamed() {
    assertThat(report.groups())
        .filteredOn(group ->
            group.examples().stream().anyMatch(example -> example.name().startsWith("socket-")))
        .singleElement()
        .satisfies(group -> {
          String port = group.examples().getFirst().name().replace("socket-", "");
          assertThat(group.peers())
              .singleElement()
              .satisfies(peer -> assertThat(peer.address()).endsWith("127.0.0.1:" + port));
        });
  }

  @ParameterizedTest
  @CsvSource({"ended-lock, 2", "ended-write, 1"})
  void aLockWhoseHolderHasEndedIsNeverGivenBack(String name, int waiters) throws IOException {
    assertThat(findings(name))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.NEVER_WOKEN);
          assertThat(finding.text()).endsWith("the thread that held it has ended");
          assertThat(finding.threads())
              .hasSize(waiters)
              .allSatisfy(thread -> assertThat(lines("ended")).contains(line(thread)))
              .allSatisfy(thread ->
                  assertThat(thread.waitsFor())
                      .matches(
                          "Reentrant.*Lock@.*, held by #\\d+, which has ended \\(\"holder\"\\)"));
        });
  }

  @Test
  void aCycleThatEndsAfterATimeIsNoDeadlock() {
    assertThat(findings("patient")).isEmpty();
  }

  @Test
  void aThreadKeepsAnyNameItHas() {
    assertThat(report.groups())
        .anyMatch(group ->
            group.examples().stream()
                .anyMatch(example -> example.name().equals("\u001b[31mnasty\n\"x\" #7 prio=1")));
  }
}
