package dev.heddle.load.crew;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import dev.heddle.load.stats.IntervalForm;
import dev.heddle.load.stats.Timeline;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What is known of a worker.
class CrewMemberTest {
  private static final long HOUR = 3_600_000_000_000L;

  @Test
  void anAnswerToAnEarlierQuestionSaysNothingOfItsClock() throws Exception {
    var wire = new TestLink();
    try (var member = new CrewMember(1, wire, () -> {})) {
      member.ping(1, true);
      assertThat(wire.toWorker.take()).contains("Ping");
      member.ping(2, false);
      assertThat(wire.toWorker.take()).contains("Ping");
      wire.toMember.add(CrewJson.encode(new CrewMessage.Pong(1, System.nanoTime() - HOUR)));
      long now = System.nanoTime();
      wire.toMember.add(CrewJson.encode(new CrewMessage.Pong(2, now + HOUR)));
      Eventually.that("the second is answered", () -> member.hasAnswered(2));
      assertThat(member.clock(now) - now).isBetween(HOUR - HOUR / 100, HOUR + HOUR / 100);
    }
  }

  @Test
  void whatAPausedWorkerReportedLastIsNotRecentForLong() throws Exception {
    var wire = new TestLink();
    try (var member = new CrewMember(1, wire, () -> {})) {
      var interval = IntervalForm.of(0, new Timeline.Interval());
      wire.toMember.add(CrewJson.encode(new CrewMessage.Progress(7, interval, 1, 0, null)));
      Eventually.that("it is known", () -> member.progress(7) != null);
      CrewMember.Report report = Objects.requireNonNull(member.progress(7));
      assertThat(report.isRecent(report.at() + 600_000_000)).isTrue();
      assertThat(report.isRecent(report.at() + 3_000_000_000L)).isFalse();
      assertThat(member.progress(8)).isNull();
    }
  }
}
