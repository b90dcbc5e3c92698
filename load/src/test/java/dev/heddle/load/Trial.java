package dev.heddle.load;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.HttpAnswers;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.Template;
import dev.heddle.load.wire.WireFormat;
import dev.heddle.load.wire.WireFormats;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// A load on a server of the test's own, as a test describes it.
final class Trial {
  static final Duration LONG = Duration.ofSeconds(20);

  private final Function<Target, Requests> requests;
  private final WireFormat framing;
  private final Expectation expectation;
  private int pipeline = 1;
  private boolean reconnect;
  private Duration timeout = Duration.ofSeconds(10);
  private int connections = 1;
  private double connectRate;
  private Pacing pacing = new Pacing.WhenAnswered();
  private Duration duration = LONG;
  private int rounds;
  private boolean inTurns;
  private long mostRequests = Long.MAX_VALUE;

  private Trial(Function<Target, Requests> requests, WireFormat framing, Expectation expectation) {
    this.requests = requests;
    this.framing = framing;
    this.expectation = expectation;
  }

  /// One connection that sends a numbered line and expects it back, up to the given number of
  /// requests.
  static Trial lines(long requests) {
    WireFormat line = new WireFormats.Line();
    return of(target -> Template.of("hello {conn} {seq}", line), line, new Expectation.Echo())
        .withRequests(requests);
  }

  static Trial of(
      Function<Target, Requests> requests, WireFormat framing, Expectation expectation) {
    return new Trial(requests, framing, expectation);
  }

  /// One connection that sends GET requests and expects a status below 400.
  static Trial http() {
    byte[] get = HttpAnswers.get("x", "/");
    return of(target -> Requests.fixed(get), new HttpAnswers(), new Expectation.HttpSuccess());
  }

  Trial withTimeout(Duration timeout) {
    this.timeout = timeout;
    return this;
  }

  Trial withPipeline(int depth) {
    this.pipeline = depth;
    return this;
  }

  Trial reconnecting() {
    this.reconnect = true;
    return this;
  }

  Trial withConnections(int connections) {
    this.connections = connections;
    return this;
  }

  /// Opens that many connections per second.
  Trial withConnectRate(double rate) {
    this.connectRate = rate;
    return this;
  }

  Trial withRequests(long requests) {
    this.mostRequests = requests;
    return this;
  }

  Trial at(Pacing pacing, Duration duration) {
    this.pacing = pacing;
    this.duration = duration;
    return this;
  }

  Trial inRounds(int rounds, Duration slice) {
    this.rounds = rounds;
    this.duration = slice;
    return this;
  }

  /// With each target's connections there for its turns only.
  Trial oneAtATime() {
    this.inTurns = true;
    return this;
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
    return new Seen(on(List.of(target("server", address)), RunObserver.NONE));
  }

  List<Run> on(List<Target> targets, RunObserver watcher) throws InterruptedException {
    var plan =
        new Plan(
            targets,
            new Workload(requests, framing, expectation, pipeline, reconnect, timeout),
            connections,
            1,
            connectRate,
            pacing,
            Duration.ZERO,
            duration,
            rounds,
            duration,
            mostRequests,
            inTurns,
            false);
    return new Campaign(plan, watcher, process -> {}).run();
  }

  Seen onDatagrams(InetSocketAddress address) throws InterruptedException {
    var target = new Target("server", "udp", Target.Scheme.UDP, address, "", null);
    return new Seen(on(List.of(target), RunObserver.NONE));
  }

  static Target target(String name, SocketAddress address) {
    var transport =
        address instanceof java.net.UnixDomainSocketAddress
            ? Target.Scheme.UNIX
            : Target.Scheme.TCP;
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
