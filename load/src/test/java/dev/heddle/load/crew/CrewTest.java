package dev.heddle.load.crew;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.load.LoadFailedException;
import dev.heddle.load.Pacing;
import dev.heddle.load.Plan;
import dev.heddle.load.Run;
import dev.heddle.load.RunObserver;
import dev.heddle.load.Target;
import dev.heddle.load.report.WorkerFigures;
import dev.heddle.load.stats.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/// Loads on a server of the test's own, shared by several workers.
class CrewTest {
  private static final Pacing AT_ONCE = new Pacing.WhenAnswered();
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Set<String> greetings = ConcurrentHashMap.newKeySet();
  private final Handler echo =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          if (line.endsWith(" 1")) {
            greetings.add(line);
          }
          connection.writeLine(line);
        }
      };

  @Test
  void severalWorkersAreOneLoad() throws Exception {
    try (Server server = server();
        var team = Team.of(3)) {
      Plan plan = team.begin(server.address(), 10, 1000, AT_ONCE, LONG);
      Run.OfTarget target = team.run(plan, RunObserver.NONE).targets().getFirst();
      assertThat(team.notices).isEmpty();
      assertThat(target.opened()).as(() -> examples(target)).isEqualTo(10);
      assertThat(target.answered()).as(() -> examples(target)).isEqualTo(10);
      assertThat(target.errors() + target.around().errors()).isZero();
      assertThat(target.sent()).isEqualTo(1000);
      assertThat(target.right()).isEqualTo(1000);
      assertThat(greetings).as("each connection has a number of its own").hasSize(10);
      assertThat(server.stats().accepted()).isEqualTo(10);
      assertThat(team.crew.settlement().workers())
          .hasSize(3)
          .allMatch(worker -> worker.leftOut() == null)
          .extracting(WorkerFigures::connections)
          .containsExactly(4, 3, 3);
    }
  }

  @Test
  void aRateIsThatOfAllWorkersTogether() throws Exception {
    try (Server server = server();
        var team = Team.of(2)) {
      var length = Duration.ofSeconds(1);
      Plan plan = team.begin(server.address(), 5, Long.MAX_VALUE, new Pacing.AtRate(500), length);
      Run run = team.run(plan, RunObserver.NONE);
      var tally = run.targets().getFirst().samples().getFirst().tally();
      assertThat((double) tally.sent() + tally.unsent()).isCloseTo(500, within(4.0));
      assertThat(run.rate()).isEqualTo(500);
      assertThat(tally.lag()).isNotNull();
      assertThat(tally.lag().getTotalCount()).isEqualTo(tally.sent());
    }
  }

  @Test
  void ratesMayRiseInSteps() throws Exception {
    try (Server server = server();
        var team = Team.of(2)) {
      var ramp = new Pacing.Ramp(100, 200, 2);
      Plan plan = team.begin(server.address(), 4, Long.MAX_VALUE, ramp, Duration.ofSeconds(1));
      List<Run> runs = team.runs(plan, RunObserver.NONE);
      assertThat(runs).extracting(Run::rate).containsExactly(100.0, 200.0);
      assertThat(runs)
          .allMatch(run -> run.targets().getFirst().samples().getFirst().tally().sent() > 40);
    }
  }

  @Test
  void turnsAreTakenInRounds() throws Exception {
    try (Server server = server();
        var team = Team.of(2)) {
      Plan plan = team.begin(server.address(), 4, Long.MAX_VALUE, AT_ONCE, ofMillis(50), 3);
      Run run = team.run(plan.takingTurns(), RunObserver.NONE);
      assertThat(run.targets().getFirst().samples())
          .hasSize(3)
          .allMatch(sample -> sample.tally().errors() == 0 && sample.begunLate() >= 0);
      assertThat(server.stats().accepted()).as("for each turn anew").isEqualTo(12);
    }
  }

  @Test
  void aWorkerThatIsLostIsNamedAndItsPartIsLeftOut() throws Exception {
    try (Server server = server();
        var team = Team.of(4)) {
      Plan plan = team.begin(server.address(), 8, Long.MAX_VALUE, new Pacing.AtRate(400), LONG);
      var watcher = new Cutting(team, 1);
      Run run = team.run(plan, watcher);
      assertThat(run.connections()).isEqualTo(6);
      assertThat(run.rate()).isEqualTo(300);
      Run.OfTarget target = run.targets().getFirst();
      assertThat(target.opened()).isEqualTo(6);
      assertThat(target.answered()).isEqualTo(6);
      assertThat(target.samples().getFirst().rate()).isEqualTo(300);
      Settlement settlement = team.crew.settlement();
      assertThat(settlement.workers().get(1).leftOut()).isEqualTo("hung up");
      long answers =
          settlement.workers().stream()
              .filter(worker -> worker.leftOut() == null)
              .mapToLong(WorkerFigures::answers)
              .sum();
      assertThat(target.samples().getFirst().tally().answers()).isEqualTo(answers);
      assertThat(target.samples().getFirst().cpuNanos())
          .as("what the server did for the lost one is not known")
          .isNull();
      assertThat(settlement.sentences(1).getFirst())
          .isEqualTo(
              "worker 2 (here, process 17) is left out of all figures, with its 2 connections to"
                  + " each target: hung up; the figures are those of the other 3");
      assertThat(team.notices).containsExactly("worker 2 (here, process 17) is lost: hung up");
    }
  }

  @Test
  void withoutAnyWorkerThereIsNoResult() throws Exception {
    try (Server server = server();
        var team = Team.of(1)) {
      Plan plan = team.begin(server.address(), 2, Long.MAX_VALUE, AT_ONCE, LONG);
      assertThatThrownBy(() -> team.run(plan, new Cutting(team, 0)))
          .isInstanceOf(LoadFailedException.class)
          .hasMessage("all workers are lost: worker 1 hung up");
    }
  }

  @Test
  void aRunThatIsEndedEarlyHasTheResultsOfAllSoFar() throws Exception {
    try (Server server = server();
        var team = Team.of(2)) {
      Plan plan = team.begin(server.address(), 4, Long.MAX_VALUE, AT_ONCE, LONG);
      Run run = team.run(plan, new Ending());
      assertThat(run.targets().getFirst().right()).isPositive();
      assertThat(run.targets().getFirst().samples().getFirst().seconds()).isLessThan(19);
    }
  }

  @Test
  void aWorkerOfAnotherVersionIsNamedBeforeAnythingIsLoaded() throws Exception {
    var other = new CrewMessage.Hello(CrewMessage.PROTOCOL, "0.9", "there", "machine", 18, 2);
    try (Server server = server();
        var team = new Team(new Team.Tools(), Team.HELLO, other)) {
      assertThatThrownBy(() -> team.begin(server.address(), 2, 10, AT_ONCE, LONG))
          .hasMessage(
              "worker 2 (there, process 18) is of version 0.9, and this is of 1.0: install the same"
                  + " version");
      assertThat(server.stats().accepted()).isZero();
    }
  }

  @Test
  void aTargetOnLoopbackIsNotThatOfAnotherMachine() throws Exception {
    var other = new CrewMessage.Hello(CrewMessage.PROTOCOL, "1.0", "there", "another", 18, 2);
    try (Server server = server();
        var team = new Team(new Team.Tools(), other)) {
      assertThatThrownBy(() -> team.begin(server.address(), 2, 10, AT_ONCE, LONG))
          .hasMessageContaining("is this machine itself, but worker 1 is on another one (there");
    }
  }

  /// A worker that can hold so many connections.
  private static Team.Tools holding(int most) {
    return new Team.Tools() {
      @Override
      public boolean holds(long connections) {
        return connections <= most;
      }
    };
  }

  @Test
  void aWorkerThatCannotDoItsPartIsNamedWithTheReason() throws Exception {
    Team.Tools poor = holding(2);
    try (Server server = server();
        var team = new Team(poor, Team.HELLO, Team.HELLO)) {
      assertThatThrownBy(() -> team.begin(server.address(), 6, 10, AT_ONCE, LONG))
          .hasMessageMatching("worker [12] \\(here, process 17\\): 3 connections are too many");
    }
  }

  @Test
  void whetherAllTargetsFitAtOnceIsKnownBeforeAnythingIsLoaded() throws Exception {
    Team.Tools poor = holding(5);
    try (Server server = server();
        var team = new Team(poor, Team.HELLO, Team.HELLO)) {
      String text = "tcp://127.0.0.1:" + server.port();
      Plan plan = team.plan(List.of(text), 6, 10, AT_ONCE, LONG, 0);
      team.crew.begin(team.form(plan), 1, false, Team.HELLO);
      assertThat(team.crew.holdsAll()).isTrue();
    }
    try (Server server = server();
        var team = new Team(poor, Team.HELLO, Team.HELLO)) {
      String text = "tcp://127.0.0.1:" + server.port();
      Plan plan = team.plan(List.of(text, text), 6, 10, AT_ONCE, LONG, 0);
      team.crew.begin(team.form(plan), 1, false, Team.HELLO);
      assertThat(team.crew.holdsAll()).isFalse();
    }
  }

  @Test
  void aWorkerRejectsATargetThatItMayNotLoad() throws Exception {
    var careful =
        new Team.Tools() {
          @Override
          public void permit(Target target) {
            throw new IllegalArgumentException(target.text() + " is not mine");
          }
        };
    try (Server server = server();
        var team = new Team(careful, Team.HELLO)) {
      assertThatThrownBy(() -> team.begin(server.address(), 6, 10, AT_ONCE, LONG))
          .hasMessageContaining("is not mine");
      assertThat(server.stats().accepted()).isZero();
    }
  }

  @Test
  void aServerThatDoesNotListenIsAnErrorOfEachConnection() throws Exception {
    try (Server server = server();
        var team = Team.of(2)) {
      Plan plan = team.begin(server.address(), 4, 10, AT_ONCE, LONG);
      server.close();
      Run.OfTarget target = team.run(plan, RunObserver.NONE).targets().getFirst();
      assertThat(target.opened()).isZero();
      assertThat(target.around().errors()).isEqualTo(4);
    }
  }

  private static String examples(Run.OfTarget target) {
    var examples = new StringBuilder();
    for (ErrorKind kind : ErrorKind.values()) {
      examples.append(kind).append(": ").append(target.around().example(kind)).append("; ");
    }
    return examples.toString();
  }

  private Server server() throws IOException {
    return Server.builder(echo).engine(Engine.virtual()).start();
  }

  /// Ends the run as soon as something was measured.
  private static final class Ending implements RunObserver {
    private boolean measured;

    @Override
    public boolean isOver() {
      return measured;
    }

    @Override
    public void saw(Progress progress) {
      measured |= progress.phase().equals("measuring") && progress.answersPerSecond() > 0;
    }
  }

  /// Cuts off a worker as soon as something was measured, and ends the run when that is noticed.
  private record Cutting(Team team, int worker) implements RunObserver {
    @Override
    public boolean isOver() {
      return !team.notices.isEmpty();
    }

    @Override
    public void saw(Progress progress) {
      if (progress.phase().equals("measuring")) {
        try {
          team.cut(worker);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
