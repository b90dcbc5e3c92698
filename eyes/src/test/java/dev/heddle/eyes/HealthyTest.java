package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A healthy program under contention: nothing is reported, and the looks do it no harm.
class HealthyTest {
  private static final int LOOKS = Integer.getInteger("heddle.looks", 20);

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual"})
  void aHealthyProgramGivesNoAlarmAndGoesOn(String kind) throws Exception {
    try (ChildJvm child =
            ChildJvm.start(List.of("-Djdk.virtualThreadScheduler.parallelism=2"), kind, "healthy");
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), Depth.OWNERS, 1 << 24)) {
      for (int i = 0; i < LOOKS; i++) {
        Report report = watcher.look(Duration.ofMillis(20));
        assertThat(report.neverEnds()).as("%s", report.findings()).isFalse();
        assertThat(report.threads()).isGreaterThan(30);
      }
      assertThat(child.isAlive()).isTrue();
    }
  }
}
