package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.eyes.Finding.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// JDK 17, where there are no virtual threads.
class OlderJdkTest {
  @TempDir private Path classes;

  @Test
  void ownersAreNamed() throws Exception {
    try (ChildJvm child = start("locks", "readers", "joins", "mixed", "pools");
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), Depth.OWNERS, 1 << 24)) {
      Report report = watcher.look(Duration.ofMillis(100));
      for (int i = 0; i < 40 && deadlocks(report) < 5; i++) {
        report = watcher.look(Duration.ofMillis(100));
      }
      assertThat(deadlocks(report)).isEqualTo(5);
      assertThat(report.version()).startsWith("17.");
    }
  }

  /// Until JDK 23, such threads wake now and then to see whether the monitor is free.
  @ParameterizedTest
  @EnumSource(names = {"DUMP", "OWNERS"})
  void eachLookFindsThreadsThatWaitForEachOthersMonitors(Depth depth) throws Exception {
    try (ChildJvm child = start("monitors");
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), depth, 1 << 24)) {
      for (int i = 0; i < 40 && deadlocks(watcher.look(Duration.ofMillis(20))) == 0; i++) {}
      for (int i = 0; i < 5; i++) {
        assertThat(deadlocks(watcher.look(Duration.ofMillis(500)))).isOne();
      }
    }
  }

  @Test
  void threadsThatNothingCanWakeAreFound() throws Exception {
    try (ChildJvm child = start("lost")) {
      assertThat(EndsTest.names(EndsTest.ends(child, Depth.DUMP)))
          .contains("lost-future", "lost-queue", "lost-park", "lost-last")
          .allMatch(name -> name.startsWith("lost-"));
    }
  }

  private ChildJvm start(String... faults) throws IOException {
    return OlderJdk.start(17, classes, List.of(), "platform", faults);
  }

  private static long deadlocks(Report report) {
    return report.findings().stream().filter(f -> f.kind() == Kind.DEADLOCK).count();
  }
}
