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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Waits that nothing can end any more are found in a heap dump, and no others.
class EndsTest {
  private static final Duration APART = Duration.ofMillis(50);
  private static final Set<String> ALWAYS_LOST =
      Set.of(
          "lost-future",
          "lost-latch",
          "lost-semaphore",
          "lost-queue",
          "lost-park",
          "lost-condition",
          "lost-first",
          "lost-lock-1",
          "lost-lock-2",
          "lost-last",
          "lost-holder",
          "lost-behind",
          "lost-completer");

  @Test
  void virtualThreadsThatNothingCanWakeAreFoundAndNoOthers() throws Exception {
    Report report = ends(Depth.DUMP, "virtual", "lost");
    assertThat(names(report))
        .containsAll(ALWAYS_LOST)
        .contains("lost-join")
        .allMatch(name -> name.startsWith("lost-"));
    assertThat(report.neverEnds()).isTrue();
  }

  @Test
  void platformThreadsThatNothingCanWakeAreFoundAndNoOthers() throws Exception {
    Report report = ends(Depth.DUMP, "platform", "lost");
    assertThat(never(report).flatMap(finding -> finding.threads().stream()))
        .extracting(Finding.Part::isVirtual)
        .containsOnly(false);
    Set<String> names = names(report);
    // the JVM's own search has told of this deadlock
    names.addAll(List.of("lost-lock-1", "lost-lock-2"));
    assertThat(names).containsExactlyInAnyOrderElementsOf(ALWAYS_LOST);
  }

  @Test
  void theyAreNamedWithTheirLinesAndCounted() throws Exception {
    Report report = ends(Depth.OWNERS, "virtual", "lost");
    Set<String> lines = lines();
    assertThat(never(report).flatMap(finding -> finding.threads().stream()))
        .allSatisfy(thread -> assertThat(lines).contains(line(thread)));
    assertThat(never(report).map(Finding::text))
        .anyMatch(text ->
            text.startsWith("20 threads will never be woken") && text.endsWith("they wait for"))
        .anyMatch(text -> text.startsWith("a thread will never be woken") && text.endsWith("it"));
    assertThat(never(report).flatMap(finding -> finding.threads().stream()))
        .filteredOn(thread -> thread.name().equals("lost-queue"))
        .extracting(Finding.Part::waitsFor)
        .containsExactly("a condition (takes from a queue)");
    assertThat(finding(report, "lost-behind").text())
        .isEqualTo(
            "a thread will never be woken: the thread that holds what it waits for is never woken"
                + " either, or has ended");
    assertThat(names(report))
        .as("a deadlock is one finding only")
        .doesNotContain("lost-lock-1", "lost-lock-2");
    assertThat(report.heap()).isNotNull();
    assertThat(report.heap().objects()).isGreaterThan(report.heap().reached());
  }

  @Test
  void theDumpIsRemoved() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "virtual", "futures")) {
      ends(child, Depth.DUMP);
      try (Stream<Path> left = Files.list(Path.of("/tmp"))) {
        assertThat(left).noneMatch(path -> path.toString().contains("threads-" + child.pid()));
      }
      assertThat(child.isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual"})
  void aHealthyProgramGivesNoAlarm(String kind) throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), kind, "healthy")) {
      for (int i = 0; i < 5; i++) { // a thread that has just been woken looks as if it waited
        Report report = ends(child, Depth.OWNERS);
        assertThat(report.neverEnds()).as("%s", report.findings()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ParallelGC", "G1GC", "ZGC", "ShenandoahGC"})
  void everyCollectorsDumpIsRead(String collector) throws Exception {
    try (ChildJvm child =
        ChildJvm.start(
            List.of("-XX:-UseSerialGC", "-XX:+Use" + collector, "-XX:-UseCompressedOops"),
            "virtual",
            "lost")) {
      assertThat(names(ends(child, Depth.DUMP)))
          .containsAll(ALWAYS_LOST)
          .allMatch(name -> name.startsWith("lost-"));
    }
  }

  private static Report ends(Depth depth, String... arguments) throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), arguments)) {
      return ends(child, depth);
    }
  }

  static Report ends(ChildJvm child, Depth depth) throws Exception {
    try (Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), depth, 1 << 24)) {
      return watcher.lookForEnds(APART);
    }
  }

  private static Stream<Finding> never(Report report) {
    return report.findings().stream().filter(finding -> finding.kind() == Kind.NEVER_WOKEN);
  }

  private static Finding finding(Report report, String name) {
    return never(report)
        .filter(
            finding -> finding.threads().stream().anyMatch(thread -> thread.name().equals(name)))
        .findFirst()
        .orElseThrow();
  }

  static Set<String> names(Report report) {
    return never(report)
        .flatMap(finding -> finding.threads().stream())
        .map(Finding.Part::name)
        .collect(toSet());
  }

  private static String line(Finding.Part thread) {
    return thread.line().replaceFirst(".*\\((.*)\\)", "$1");
  }

  private static Set<String> lines() throws IOException {
    List<String> source =
        Files.readAllLines(Path.of("src/test/java/dev/heddle/eyes/LostAndKept.java"));
    return IntStream.range(0, source.size())
        .filter(i -> source.get(i).endsWith("// lost"))
        .mapToObj(i -> "LostAndKept.java:" + (i + 1))
        .collect(toSet());
  }
}
