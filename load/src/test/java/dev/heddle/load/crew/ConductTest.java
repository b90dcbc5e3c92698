package dev.heddle.load.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which workers are left out, and what is said of them. Each has had ten seconds of slices, and
/// 1,000 requests.
class ConductTest {
  private static final long SECOND = 1_000_000_000;

  private final List<CrewMember> members =
      IntStream.rangeClosed(1, 4)
          .mapToObj(i -> new CrewMember(i, new TestLink(), () -> {}))
          .toList();

  @AfterEach
  void letThemGo() {
    members.forEach(CrewMember::close);
  }

  @Test
  void aWorkerThatStoodStillWhileOthersDidNotIsLeftOut() {
    List<Conduct> judged =
        Conduct.judged(List.of(stoodStill(0, 0), stoodStill(1, 2 * SECOND), stoodStill(2, 0)));
    assertThat(judged.stream().map(Conduct::leftOut))
        .containsExactly(null, "stood still for 2.00 s", null);
    assertThat(judged.get(1).leftOutSentence(2))
        .startsWith("worker 2 (")
        .contains(") is left out of all figures, with its 25 connections to each target: stood")
        .endsWith("the figures are those of the other 2");
  }

  @Test
  void aWorkerThatBeganLateIsLeftOut() {
    var late =
        new Conduct(members.get(1), 25, 10, 1000, 900, 5, 3 * SECOND, 0, 3 * SECOND, null, 0, null);
    assertThat(Conduct.judged(List.of(stoodStill(0, 0), late)).get(1).leftOut())
        .isEqualTo("began up to 3.00 s late");
  }

  @Test
  void aWorkerThatSendsLateWhileOthersDoNotIsLeftOut() {
    List<Conduct> judged = Conduct.judged(List.of(late(0, 10), late(1, 300), late(2, 12)));
    assertThat(judged.stream().map(Conduct::leftOut))
        .containsExactly(null, "sent 30.0 % of its requests more than 100 ms late", null);
  }

  @Test
  void ifMostLagNobodyIsLeftOutAndTheGeneratorsAreTheBottleneck() {
    List<Conduct> judged =
        Conduct.judged(List.of(late(0, 0), late(1, 300), late(2, 300), late(3, 300)));
    assertThat(judged).noneMatch(Conduct::isLeftOut);
    assertThat(judged.stream().map(each -> each.isBottleneck(1)))
        .containsExactly(false, true, true, true);
  }

  @Test
  void whoIsHardlyWorseThanTheOthersIsNotLeftOut() {
    assertThat(Conduct.judged(List.of(late(0, 80), late(1, 110), late(2, 90))))
        .noneMatch(Conduct::isLeftOut)
        .allMatch(each -> each.isBottleneck(1));
  }

  @Test
  void toBeALittleLateIsNoReasonToLeaveAWorkerOut() {
    var imprecise = new Conduct(members.get(1), 25, 10, 1000, 900, 5, 0, 0, 0, 300L, 0, null);
    var slow =
        new Conduct(members.get(2), 25, 1, 1000, 900, 1, SECOND / 4, 0, SECOND / 4, 0L, 0, null);
    List<Conduct> judged = Conduct.judged(List.of(late(0, 0), imprecise, slow));
    assertThat(judged).noneMatch(Conduct::isLeftOut);
    assertThat(judged.get(1).excuse(1))
        .isEqualTo("worker 2 sent 30.0 % of its requests more than 1 ms late");
  }

  @Test
  void aLonelyWorkerIsNotLeftOut() {
    assertThat(Conduct.judged(List.of(stoodStill(0, 9 * SECOND)))).noneMatch(Conduct::isLeftOut);
  }

  @Test
  void aWorkerThatIsLostCountsForNoComparison() {
    var lost =
        new Conduct(members.get(0), 25, 5, 500, 500, 1, 0, 0, 0, 0L, 0, "was killed by signal 9");
    List<Conduct> judged = Conduct.judged(List.of(lost, late(1, 300), late(2, 0)));
    assertThat(judged.stream().map(Conduct::isLeftOut)).containsExactly(true, true, false);
    assertThat(judged.getFirst().leftOut()).isEqualTo("was killed by signal 9");
  }

  @Test
  void aWorkerWhoseLoopsAreBusyWithoutARateIsTheBottleneck() {
    var busy = new Conduct(members.get(0), 25, 10, 1000, 900, 9.8, 0, 0, 0, null, 0, null);
    assertThat(busy.isBottleneck(1)).isTrue();
    assertThat(busy.isBottleneck(2)).isFalse();
    assertThat(busy.excuse(1)).isEqualTo("worker 1 was busy (0.98 processors)");
  }

  private Conduct stoodStill(int member, long nanos) {
    return new Conduct(members.get(member), 25, 10, 1000, 900, 5, 0, nanos, nanos, null, 0, null);
  }

  private Conduct late(int member, long late) {
    return new Conduct(members.get(member), 25, 10, 1000, 900, 5, 0, 0, 0, late, late, null);
  }
}
