package dev.heddle.load;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.Framing;
import dev.heddle.load.wire.Framings;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.Template;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// A load on a server of the test's own, as a test describes it.
record Trial(
    Workload workload,
    int connections,
    Pacing pacing,
    Duration warmup,
    Duration duration,
    int rounds,
    boolean inTurns,
    long requests) {
  static final Duration LONG = Duration.ofSeconds(20);

  /// One connection that sends a numbered line and expects it back, up to so many requests.
  static Trial lines(long requests) {
    Framing line = new Framings.Line();
    return of(target -> Template.of("hello {conn} {seq}", line), line, new Expectation.Echo())
        .withRequests(requests);
  }

  static Trial of(Function<Target, Requests> requests, Framing framing, Expectation expectation) {
    return new Trial(
        new Workload(requests, framing, expectation, 1, false, Duration.ofSeconds(10)),
        1,
        new Pacing.WhenAnswered(),
        Duration.ZERO,
        LONG,
        0,
        false,
        Long.MAX_VALUE);
  }

  Trial withTimeout(Duration timeout) {
    return with(
        new Workload(
            workload.requests(),
            workload.framing(),
            workload.expectation(),
            workload.pipeline(),
            workload.reconnect(),
            timeout));
  }

  Trial withPipeline(int depth) {
    return with(
        new Workload(
            workload.requests(),
            workload.framing(),
            workload.expectation(),
            depth,
            workload.reconnect(),
            workload.timeout()));
  }

  Trial reconnecting() {
    return with(
        new Workload(
            workload.requests(),
            workload.framing(),
            workload.expectation(),
            1,
            true,
            workload.timeout()));
  }

  private Trial with(Workload workload) {
    return new Trial(workload, connections, pacing, warmup, duration, rounds, inTurns, requests);
  }

  Trial withConnections(int connections) {
    return new Trial(workload, connections, pacing, warmup, duration, rounds, inTurns, requests);
  }

  Trial withRequests(long requests) {
    return new Trial(workload, connections, pacing, warmup, duration, rounds, inTurns, requests);
  }

  Trial at(Pacing pacing, Duration duration) {
    return new Trial(workload, connections, pacing, warmup, duration, rounds, inTurns, requests);
  }

  Trial inRounds(int rounds, Duration slice) {
    return new Trial(workload, connections, pacing, warmup, slice, rounds, inTurns, requests);
  }

  /// With each target's connections there for its turns only.
  Trial oneAtATime() {
    return new Trial(workload, connections, pacing, warmup, duration, rounds, true, requests);
  }

  /// All that one target has shown.
  record Seen(List<Run> runs) {
    Run.OfTarget target() {
      return runs.getFirst().targets().getFirst();
    }

    Tally tally() {
      var sum = new Tally(true, target().around().timeline());
      runs.forEach(run ->
          run.targets().getFirst().samples().forEach(s -> sum.addWithoutTimeline(s.tally())));
      return sum;
    }

    /// Errors of a kind, also of connecting and of the farewell.
    long errors(ErrorKind kind) {
      return tally().errors(kind) + target().around().errors(kind);
    }

    long errors() {
      return tally().errors() + target().around().errors();
    }

    /// Requests, also the first one of each connection.
    long sent() {
      return tally().sent() + target().around().sent();
    }
  }

  Seen on(Handler handler) throws Exception {
    try (Server server = Server.builder(handler).engine(Engine.virtual()).start()) {
      return on(server.address());
    }
  }

  Seen on(SocketAddress address) throws InterruptedException {
    return new Seen(on(List.of(target("server", address)), Watcher.NONE));
  }

  List<Run> on(List<Target> targets, Watcher watcher) throws InterruptedException {
    var plan =
        new Plan(
            targets,
            workload,
            connections,
            1,
            0,
            pacing,
            warmup,
            duration,
            rounds,
            duration,
            requests,
            inTurns,
            false);
    return new Campaign(plan, watcher, process -> {}).run();
  }

  static Target target(String name, SocketAddress address) {
    var transport =
        address instanceof java.net.UnixDomainSocketAddress
            ? Target.Transport.UNIX
            : Target.Transport.TCP;
    return new Target(name, address.toString(), transport, address, "", null);
  }

  /// Answers each line with what `answer` makes of it; null answers nothing.
  static Handler lineServer(Answering answer) {
    return connection -> {
      for (String line; (line = connection.readLine()) != null; ) {
        answer.answer(line, connection);
      }
    };
  }

  /// What a server does with a line.
  interface Answering {
    void answer(String line, dev.heddle.Connection connection)
        throws IOException, InterruptedException;
  }

  /// The number in `hello 1 17`.
  static int number(String line) {
    return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
  }
}
